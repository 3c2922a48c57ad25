import type { Connector } from '../../../connectors/connector.ts'
import { jira } from '../../../connectors/jira/index.ts'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'

/** Opens the connector as the bridge does, but so that an answer that is not as Atlassian describes it fails the test. */
export function openStrictly(env: Record<string, string>, tools: AdapterContext): Connector {
  const settings = jira.env.parse(env)
  if (!settings) throw new Error('The settings are empty')
  return jira.open(settings, { ...tools, warn: refuse })
}

function refuse(message: string, data: Readonly<Record<string, unknown>>): never {
  throw new TrackerError('unavailable', `${message}: ${JSON.stringify(data)}`)
}

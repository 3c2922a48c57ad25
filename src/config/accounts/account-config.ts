import type { ConnectorDefinition } from '../../../connectors/definition.ts'
import { problemWithSecret } from '../../platform/secrets/secret.ts'
import { showPath } from '../routes/read-yaml.ts'
import type { Env } from '../settings.ts'

/** A log-in to a tracker whose settings are present and right. */
export interface AccountConfig {
  /** Its name in the routes file; the tracker's id for the one that the tracker's own variables set up. */
  readonly id: string
  /** As people read it. */
  readonly name: string
  readonly definition: ConnectorDefinition
  readonly env: unknown
  /** Where to set one of the tracker's settings for it. */
  readonly placeOf: (setting: string) => string
  /** The places of the settings of its log-in. */
  readonly logIn: readonly string[]
}

/** The tracker's settings; null if it is not in use, or after adding to `problems` what is wrong. */
export function parseSettings(
  definition: ConnectorDefinition,
  env: Env,
  placeOf: (setting: string) => string,
  problems: string[],
): unknown {
  const { data, error } = definition.env.safeParse(env)
  const wrong = error?.issues ?? []
  problems.push(...wrong.map(({ path, message }) => `${placeOf(showPath(path))}: ${message}`))
  for (const secret of definition.secrets) {
    const problem = env[secret] && problemWithSecret(env[secret])
    if (problem) problems.push(`${placeOf(secret)}: ${problem}`)
  }
  return data ?? null
}

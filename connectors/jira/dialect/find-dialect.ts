import { z } from 'zod'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import { openClient } from '../login/client.ts'
import type { JiraSettings } from '../login/settings.ts'
import { cloud } from './cloud.ts'
import { dataCenter } from './data-center.ts'
import type { Dialect } from './dialect.ts'

/** Both dialects, by the name that they have in the settings. */
const dialects: Readonly<Record<string, Dialect>> = { cloud, 'data-center': dataCenter }

/** The sites of Jira Cloud, and the address of scoped tokens. */
const ofAtlassian =
  /^https:\/\/([\w-]+\.)?(atlassian\.net|jira\.com|api\.atlassian\.com)(?=[:/]|$)/i

const ServerInfo = z.object({ deploymentType: z.string() })

/**
 * Returns the dialect of the settings. If they name none, Jira is asked once which it is, and the answer is kept with the
 * account. Throws if Jira does not say, so that nothing is ever written in the wrong dialect.
 */
export async function findDialect(
  settings: JiraSettings,
  tools: AdapterContext,
  signal: AbortSignal,
): Promise<Dialect> {
  const { url, dialect } = settings
  if (dialect) return dialects[dialect] ?? cloud
  if (ofAtlassian.test(url)) return cloud
  const key = `dialect of ${url}`
  const kept = dialects[(await tools.memory.recall(key)) ?? '']
  if (kept) return kept
  const name = await askFor(settings, tools, signal)
  await tools.memory.keep(key, name)
  return dialects[name] ?? cloud
}

/** Both know version 2 of this call. `Server` is Data Center too. */
async function askFor(settings: JiraSettings, tools: AdapterContext, signal: AbortSignal) {
  const api = openClient(settings, { ...cloud, isDescribed: false }, tools)
  const answer: unknown = await api(signal).sendRequest({
    ...{ method: 'GET', url: '/rest/api/2/serverInfo' },
  })
  const type = ServerInfo.safeParse(answer).data?.deploymentType
  if (type === 'Cloud') return 'cloud'
  if (type === 'Server' || type === 'Data Center' || type === 'DataCenter') return 'data-center'
  throw new TrackerError(
    'unavailable',
    'Jira does not say whether it is Cloud or Data Center. Set JIRA_DIALECT to cloud or data-center',
  )
}

import { getServerInfo } from 'jira.js/cloud'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import type { Vocabulary } from '../../definition.ts'
import type { Dialect } from '../dialect/dialect.ts'
import type { Site } from '../events/events.ts'
import { type CreateScreen, openScreens } from '../fields/screens.ts'
import { type Jira, openClient } from './client.ts'
import type { JiraSettings } from './settings.ts'

/** What the connector's parts work with: the API, and what is read of it once. */
export interface JiraAccount {
  readonly api: Jira
  readonly dialect: Dialect
  /** The issue type if the route names none. */
  readonly issueType: string
  /** The site. The address of its pages has no slash at its end. */
  site(signal: AbortSignal): Promise<Site>
  /** What can be filled in when an issue is created. Read again after `forget`. */
  screen(target: string, issueType: string, signal: AbortSignal): Promise<CreateScreen>
  forget(): void
  readonly warn: AdapterContext['warn']
  readonly memory: AdapterContext['memory']
}

/** What an account is opened with, besides its settings. */
interface Opening {
  readonly tools: AdapterContext
  readonly dialect: Dialect
  readonly vocabulary: Vocabulary
}

/** Opens the account. No call is made before it is needed. */
export function openAccount(
  settings: JiraSettings,
  { tools, dialect, vocabulary: { resolutions } }: Opening,
): JiraAccount {
  const api = openClient(settings, dialect, tools)
  const screens = openScreens(api, tools.now)
  // Scoped tokens call another address than that of the site: https://api.atlassian.com/ex/jira/CLOUD-ID.
  let site = settings.url.includes('/ex/jira/') ? null : settings.url
  return {
    api,
    dialect,
    issueType: settings.issueType,
    async site(signal) {
      site ??= ((await getServerInfo(api(signal))).baseUrl ?? settings.url).replace(/\/+$/, '')
      return { url: site, resolutions }
    },
    screen: screens.read,
    forget: screens.forget,
    warn: tools.warn,
    memory: tools.memory,
  }
}

/** An issue's page. */
export async function pageOf(
  account: JiraAccount,
  { key }: Pick<RemoteRef, 'key'>,
  signal: AbortSignal,
): Promise<string> {
  return `${(await account.site(signal)).url}/browse/${key}`
}

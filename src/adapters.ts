import type { Db } from '../db/store.ts'
import { readSetting, setSetting } from '../db/tables/settings.ts'
import { watchClock } from './check/clock-skew.ts'
import type { Config } from './config/config.ts'
import type { Account, OpenedSource, Platform } from './deps.ts'
import { eventsPath } from './http/trackers.ts'
import type { AdapterContext, Memory } from './platform/adapter.ts'
import { createFetch } from './platform/fetch.ts'

/** Opens the connector of each account in the settings, with its own HTTP client and memory. By account id. */
export function openAccounts(
  platform: Platform,
  config: Config,
  now: () => number,
): Map<string, Account> {
  const accounts = new Map<string, Account>()
  const warn = warnIn(platform)
  for (const [id, { name, definition, env, logIn }] of config.accounts) {
    const watched = watchClock(platform.fetch ?? fetch, now)
    const { fetch: send, writes } = createFetch(watched.fetch, now)
    const memory = memoryOf(platform.db, id)
    const eventsUrl = config.publicUrl + eventsPath({ id, tracker: definition.id })
    const tools = { fetch: send, now, warn, eventsUrl, memory, store: platform.db }
    accounts.set(id, {
      ...{ id, name, logIn, tracker: definition.id },
      definition,
      connector: definition.open(env, tools, { resolutions: config.resolutions }),
      pace: definition.pace(env),
      writes,
      skewMs: watched.skewMs,
    })
  }
  return accounts
}

/** Opens each source in the settings, in the same way. By source id. */
export function openSources(
  platform: Platform,
  config: Config,
  now: () => number,
): Map<string, OpenedSource> {
  const sources = new Map<string, OpenedSource>()
  const warn = warnIn(platform)
  for (const [id, { definition, env, logIn }] of config.sources) {
    const { fetch: send, writes } = createFetch(platform.fetch ?? fetch, now)
    const memory = memoryOf(platform.db, id)
    const eventsUrl = `${config.publicUrl}/hooks/${id}`
    const tools = { fetch: send, now, warn, eventsUrl, memory, store: null }
    const options = { severities: config.sourceSeverities[id] ?? {} }
    const source = definition.open(env, tools, options)
    sources.set(id, { name: definition.name, logIn, source, writes })
  }
  return sources
}

function warnIn({ log }: Platform): AdapterContext['warn'] {
  return (message, data) => log(message, data, 'warning')
}

/** Keeps an adapter's facts among the settings, under its own name. */
function memoryOf(db: Db, id: string): Memory {
  const name = (key: string) => `${id}: ${key}`
  return {
    recall: (key) => readSetting(db, name(key)),
    keep: async (key, value) => void (await db.atomic([setSetting(db, name(key), value)])),
  }
}

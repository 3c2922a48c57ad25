import type { Statement } from '../../db/store.ts'
import { insertJobOnChange, insertNamedJob } from '../../db/tables/queue/named-jobs.ts'
import type { Deps } from '../deps.ts'
import { routesVersion } from '../domain/routing.ts'
import { ownAccount } from './accounts.ts'
import { enqueueFetches } from './enqueue-fetch.ts'

/** The check of the set-up: after each deployment, and once a day. */
export function checkWork({ db, now }: Deps, version: string): Statement {
  const job = {
    ...{ id: 'look', kind: 'look', account: ownAccount, destination: null, payload: { version } },
    ...{ reason: 'a deployment, or a day', paced: false, dueAt: now(), now: now() },
  }
  return insertJobOnChange(db, job, 'version')
}

/** Work that goes on as long as Lockstep runs; each exists once. */
export function recurringWork(deps: Deps): Statement[] {
  const now = deps.now()
  const purge = insertNamedJob(deps.db, {
    id: 'purge',
    kind: 'purge',
    account: ownAccount,
    destination: null,
    payload: {},
    reason: 'old rows',
    paced: false,
    dueAt: now,
    now,
  })
  const watch = insertNamedJob(deps.db, {
    id: 'watch',
    kind: 'watch',
    account: ownAccount,
    destination: null,
    payload: {},
    reason: 'alerts',
    paced: false,
    dueAt: now,
    now,
  })
  const fetches = [...deps.sources].flatMap(([id, { source }]) =>
    source.fetchEveryMs ? enqueueFetches(deps, id) : [],
  )
  const filing = insertJobOnChange(
    deps.db,
    {
      id: 'file-waiting',
      kind: 'file-waiting',
      account: ownAccount,
      destination: null,
      payload: { routes: routesVersion(deps.config.routes, [...deps.accounts.keys()]) },
      reason: 'the routes changed',
      paced: false,
      dueAt: now,
      now,
    },
    'routes',
  )
  return [purge, filing, ...(deps.config.alerts ? [watch] : []), ...fetches]
}

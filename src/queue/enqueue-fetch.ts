import type { Statement } from '../../db/store.ts'
import { destinationId, ensureUnpolled } from '../../db/tables/queue/destinations.ts'
import { insertNamedJob } from '../../db/tables/queue/named-jobs.ts'
import type { Deps } from '../deps.ts'

/** The destination of everything that is fetched from a scanner: a refused write-back must not stop the fetching. */
const importsTarget = 'imports'

/** Enqueues the fetching of a scanner's findings. If it is under way, it runs once more afterwards. */
export function enqueueFetch(deps: Deps, source: string, resource: string): Statement[] {
  return fetching(deps, { source, resource }, { rerun: true })
}

/** Has a scanner's findings fetched now and then, from now on. Does nothing if they are already. */
export function enqueueFetches(deps: Deps, source: string): Statement[] {
  return fetching(deps, { source, resource: '' }, null)
}

function fetching(
  deps: Deps,
  { source, resource }: { source: string; resource: string },
  ifOpen: object | null,
): Statement[] {
  const now = deps.now()
  const job = {
    id: `fetch:${source}:${resource}`,
    kind: 'fetch',
    account: source,
    destination: destinationId(source, importsTarget),
    payload: { resource },
    reason: 'the scanner has findings',
    paced: true,
    requestId: deps.requestId,
    dueAt: now,
    now,
  }
  return [...ensureUnpolled(deps.db, source, importsTarget), insertNamedJob(deps.db, job, ifOpen)]
}

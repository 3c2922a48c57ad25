import { z } from 'zod'
import { listWaiting } from '../../db/tables/unfiled.ts'
import { acceptFindings } from '../intake/accept-findings.ts'
import { moveMisrouted } from '../mirror/move-unfiled.ts'
import { defineJob } from '../queue/kind.ts'

/** Findings that are looked at in one run. */
const slice = 50

const Waiting = z.object({
  /** The version of the routes that the run is for. */
  routes: z.string(),
  /** The finding to go on after; null at the beginning. */
  after: z.object({ source: z.string(), key: z.string() }).nullish(),
})

/**
 * Files the findings that wait for a route, once the routes have changed, and moves those that wait where no route leads any
 * more. Taking in is idempotent, so it happens before the place is recorded.
 */
export const fileWaiting = defineJob<z.infer<typeof Waiting>>({
  kind: 'file-waiting',
  of: ['own'],
  paced: false,
  payload: Waiting,
  maxCalls: 20,
  async run(deps, { payload: { routes, after } }) {
    const waiting = await listWaiting(deps.db, after ?? { source: '', key: '' }, slice)
    for (const [source, rows] of Map.groupBy(waiting, (row) => row.source)) {
      const reports = rows.map(({ finding, by }) => ({
        finding: { ...finding, source },
        by,
        asked: false,
      }))
      await acceptFindings(deps, reports)
    }
    const last = waiting.at(-1)
    if (!last || waiting.length < slice) {
      const isMore = await moveMisrouted(deps)
      if (isMore) return { again: { dueAt: deps.now(), payload: { routes, after } } }
      return { keep: { routes, after: null } }
    }
    const place = { source: last.source, key: last.sourceKey }
    return { again: { dueAt: deps.now(), payload: { routes, after: place } } }
  },
})

import { z } from 'zod'
import { addToTotals } from '../../db/tables/metrics/totals.ts'
import { deleteOld, sweepHistory } from '../../db/tables/purge.ts'
import { deleteOldUnfiled } from '../../db/tables/unfiled.ts'
import { defineJob } from '../queue/kind.ts'

/** Rows deleted of each table at a time, and how often, in milliseconds: 720,000 rows a day. */
const slice = 1000
const everyMs = 2 * 60_000

const Place = z.object({ issueId: z.string(), id: z.string() })

/** Deletes what is older than the settings keep it: messages, attempts, history, and jobs that are done. Issues stay. */
export const purgeStore = defineJob<{ history?: z.infer<typeof Place> }>({
  kind: 'purge',
  of: ['own'],
  paced: false,
  payload: z.object({ history: Place.exactOptional() }),
  maxCalls: 6,
  everyMs: () => everyMs,
  async run(deps, { payload }) {
    const before = deps.now() - deps.config.retentionMs
    const after = payload.history ?? { issueId: '', id: '' }
    const totals = await addToTotals(deps.db, deps.now())
    const { statement, next } = await sweepHistory(deps.db, { after, before, limit: slice })
    return {
      // Counted before they are deleted.
      record: [...totals, ...deleteOld(before, slice), deleteOldUnfiled(before, slice), statement],
      again: { payload: next ? { history: next } : {}, dueAt: deps.now() + everyMs },
    }
  },
})

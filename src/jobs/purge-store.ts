import { z } from 'zod'
import { contentKey } from '../../db/tables/attachments.ts'
import { addToTotals } from '../../db/tables/metrics/totals.ts'
import {
  deleteAttachments,
  deleteOld,
  forgottenFiles,
  sweepHistory,
} from '../../db/tables/purge.ts'
import { deleteOldUnfiled } from '../../db/tables/unfiled.ts'
import { defineJob } from '../queue/kind.ts'

/** Rows deleted of each table at a time, and how often, in milliseconds: 720,000 rows a day. */
const slice = 1000
const everyMs = 2 * 60_000
/** Files at a time: each is a call. */
const fileSlice = 10

const Place = z.object({ issueId: z.string(), id: z.string() })

/**
 * Deletes what is older than the settings keep it: messages, attempts, history, jobs that are done, and files that no tracker
 * will get. Issues stay.
 */
export const purgeStore = defineJob<{ history?: z.infer<typeof Place> }>({
  kind: 'purge',
  of: ['own'],
  paced: false,
  payload: z.object({ history: Place.exactOptional() }),
  maxCalls: 7 + fileSlice,
  everyMs: () => everyMs,
  async run(deps, { payload }) {
    const before = deps.now() - deps.config.retentionMs
    const after = payload.history ?? { issueId: '', id: '' }
    const totals = await addToTotals(deps.db, deps.now())
    const { statement, next } = await sweepHistory(deps.db, { after, before, limit: slice })
    const files = await forgottenFiles(deps.db, before, fileSlice)
    for (const id of files) await deps.db.files.delete(contentKey(id))
    const forgotten = files.length > 0 ? [deleteAttachments(files)] : []
    const old = [...deleteOld(before, slice), deleteOldUnfiled(before, slice)]
    return {
      // Counted before they are deleted.
      record: [...totals, ...old, ...forgotten, statement],
      again: { payload: next ? { history: next } : {}, dueAt: deps.now() + everyMs },
    }
  },
})

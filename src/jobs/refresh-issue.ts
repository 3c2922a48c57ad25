import { z } from 'zod'
import { eventWrites } from '../mirror/apply-events.ts'
import { readEvents } from '../mirror/read-issue.ts'
import { defineJob } from '../queue/kind.ts'
import { onIssue } from './issue-work.ts'

/** Reads the issue and its comments from the tracker and applies them, whatever was reported before. */
export const refreshIssue = defineJob<{ deletion?: boolean }>({
  kind: 'refresh',
  of: ['tracker'],
  paced: true,
  payload: z.object({ deletion: z.boolean().exactOptional() }),
  maxCalls: 14,
  run: onIssue(async ({ deps, issue, account, signal }) => {
    const events = await readEvents(deps, account, issue, signal)
    return { record: () => eventWrites(deps, account.id, events, { trusted: true }) }
  }),
})

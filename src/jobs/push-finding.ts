import { z } from 'zod'
import type { SourceChange } from '../domain/work.ts'
import { defineJob } from '../queue/kind.ts'

const Change: z.ZodType<SourceChange> = z.object({
  state: z
    .object({
      status: z.enum(['open', 'closed']),
      reason: z.enum(['completed', 'not_planned', 'duplicate']).nullable(),
    })
    .exactOptional(),
  comment: z.string().exactOptional(),
  link: z.string().exactOptional(),
})

/** Reports to the scanner what became of its finding. Repeating it does no harm, so nothing is looked up first. */
export const pushFinding = defineJob<SourceChange>({
  kind: 'push',
  of: ['scanner'],
  paced: true,
  payload: Change,
  maxCalls: 7,
  async run(deps, { job, issue, payload, signal }) {
    const push = deps.sources.get(job.account)?.source.push
    if (!issue || !push) return {}
    await push({ key: issue.sourceKey, project: issue.project }, payload, signal)
    return {}
  },
})

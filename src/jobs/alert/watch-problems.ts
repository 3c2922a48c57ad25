import { z } from 'zod'
import type { Statement } from '../../../db/store.ts'
import { insertNamedJob } from '../../../db/tables/queue/named-jobs.ts'
import type { Deps } from '../../deps.ts'
import { newId } from '../../platform/new-id.ts'
import { ownAccount } from '../../queue/accounts.ts'
import { defineJob } from '../../queue/kind.ts'
import { findProblems } from '../../queue/problems/find.ts'
import { inOneLine } from '../../queue/problems/problem.ts'
import type { Alert } from './send-alert.ts'

/** How often problems are looked for, in milliseconds: an alert goes out within a minute. */
const everyMs = 30_000
/** More at once are one fault with many places. */
const mostAtOnce = 20

const Known = z.record(z.string(), z.string())

/** Compares the problems with those of the last look. Enqueues an alert for each new one, and for each that is over. */
export const watchProblems = defineJob<{ known: z.infer<typeof Known> }>({
  kind: 'watch',
  of: ['own'],
  paced: false,
  payload: z.object({ known: Known.default({}) }),
  maxCalls: 8,
  everyMs: () => everyMs,
  async run(deps, { payload: { known } }) {
    if (!deps.config.alerts) return { over: true }
    const now = await problemsByCause(deps)
    const opened = Object.entries(now).filter(([cause]) => known[cause] === undefined)
    const closed = Object.entries(known).filter(([cause]) => now[cause] === undefined)
    const record = [
      ...opened.slice(0, mostAtOnce).map(([cause, text]) => send(deps, 'opened', cause, text)),
      ...closed.slice(0, mostAtOnce).map(([cause, text]) => send(deps, 'closed', cause, text)),
    ]
    const left = opened.slice(mostAtOnce).map(([cause]) => cause)
    const kept = Object.entries(now).filter(([cause]) => !left.includes(cause))
    const later = closed.slice(mostAtOnce)
    const next = Object.fromEntries([...kept, ...later])
    return { record, again: { payload: { known: next }, dueAt: deps.now() + everyMs } }
  },
})

/** An alert that cannot be delivered is Lockstep's own job: an alert about it would not be delivered either. */
async function problemsByCause(deps: Deps): Promise<Record<string, string>> {
  const problems = (await findProblems(deps)).filter(({ account }) => account !== ownAccount)
  return Object.fromEntries(problems.map((problem) => [problem.id, inOneLine(problem)]))
}

function send(deps: Deps, state: Alert['state'], cause: string, text: string): Statement {
  const now = deps.now()
  const payload: Alert = { state, cause, text, at: now }
  return insertNamedJob(deps.db, {
    ...{ id: newId(), kind: 'alert', account: ownAccount, destination: null },
    ...{ payload, reason: cause, paced: false, dueAt: now, now },
  })
}

import { z } from 'zod'
import { openJobs } from '../../db/tables/queue/jobs.ts'
import { recordFields, remoteRef, remoteState } from '../../db/tables/remote.ts'
import { sameState } from '../domain/echo.ts'
import type { IssueEvent } from '../domain/events.ts'
import { severities } from '../domain/finding.ts'
import type { QueuedChange } from '../domain/work.ts'
import { eventWrites } from '../mirror/apply-events.ts'
import { StoredState, statesInDoubt } from '../mirror/weigh-state.ts'
import { droppedNote } from '../mirror/with-history.ts'
import { defineJob } from '../queue/kind.ts'
import { planOf } from './change/plan.ts'
import { recordChange } from './change/record.ts'
import { writeChange } from './change/write.ts'
import { attachFullText } from './full-text.ts'
import { type IssueAttempt, onIssue } from './issue-work.ts'

const Text = z.object({ was: z.string(), now: z.string() })
const Labels = z.array(z.string())

const Change: z.ZodType<QueuedChange> = z.object({
  state: StoredState.exactOptional(),
  tried: z.array(StoredState).exactOptional(),
  title: Text.exactOptional(),
  body: Text.exactOptional(),
  addLabels: Labels.exactOptional(),
  removeLabels: Labels.exactOptional(),
  severity: z
    .object({ was: z.enum(severities).nullable(), now: z.enum(severities) })
    .exactOptional(),
  assignee: z.object({ email: z.string(), username: z.string() }).exactOptional(),
  dueDate: Text.exactOptional(),
})

/** Brings a change of state, text, labels, severity or assignee to the tracker. */
export const updateIssue = defineJob<QueuedChange>({
  kind: 'update',
  of: ['tracker'],
  paced: true,
  payload: Change,
  maxCalls: 13,
  run: onIssue(async (asked) => {
    const attempt = { ...asked, payload: await stillWanted(asked) }
    const { deps, issue, account, payload, signal } = attempt
    const decision = payload.state?.status === 'open' ? await decidedAnew(attempt) : null
    if (decision)
      return { record: () => eventWrites(deps, account.id, [decision], { trusted: true }) }
    const ref = remoteRef(issue)
    const done = await writeChange(account.connector, ref, await planOf(attempt), signal)
    const { remote, cut, assigned } = done
    const fields = { written: { ...issue.written, ...done.written }, assigned }
    const more = [
      ...(cut && payload.body ? await attachFullText(deps, issue, payload.body.now) : []),
      ...(remote ? droppedNote(deps, issue, remote) : []),
    ]
    if (!remote) return { record: [recordFields(deps.db, issue.id, fields), ...more] }
    const state = payload.state && (remote.written ?? payload.state)
    const recorded = recordChange(deps, issue, remote, { ...fields, state })
    return { record: async () => [...(await recorded()), ...more] }
  }),
})

/**
 * The change without a state that came too late: a newer one is written already, or a person has decided. As long as a newer
 * one waits, both are written in their order.
 */
async function stillWanted({
  deps,
  issue,
  job,
  payload,
}: IssueAttempt<QueuedChange>): Promise<QueuedChange> {
  const { state, tried: _, ...rest } = payload
  if (!state) return rest
  const change = { ...rest, state }
  if (sameState(state, issue)) return change
  const open = await openJobs(deps.db, [issue.id])
  const isNext = open.some(
    ({ id, kind, payload }) => id > job.id && kind === 'update' && 'state' in payload,
  )
  return isNext ? change : rest
}

/** An issue that a person has closed anew is not reopened: their decision is applied instead. */
async function decidedAnew({
  deps,
  account,
  issue,
  signal,
}: IssueAttempt<QueuedChange>): Promise<IssueEvent | null> {
  const event = await account.connector.read(remoteRef(issue), signal)
  if (event.state.status === 'open' || sameState(event.state, remoteState(issue))) return null
  const inDoubt = statesInDoubt(await openJobs(deps.db, [issue.id]))
  return inDoubt.some((state) => sameState(state, event.state)) ? null : event
}

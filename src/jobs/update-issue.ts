import { z } from 'zod'
import { type Issue, recordRemote, remoteRef, remoteState } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { assigneeFor } from '../domain/draft.ts'
import { sameState } from '../domain/echo.ts'
import { type Person, severities } from '../domain/finding.ts'
import type {
  AssigneeChange,
  IssueChange,
  IssueEvent,
  RemoteIssue,
  State,
  TextChange,
} from '../domain/issue.ts'
import type { QueuedChange } from '../domain/work.ts'
import { eventWrites } from '../mirror/apply-events.ts'
import { droppedNote } from '../mirror/with-history.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { defineJob } from '../queue/kind.ts'
import { defang } from '../text/defang.ts'
import type { Dialect } from '../text/dialect.ts'
import { issueKey, optionsFor } from './connector-input.ts'
import { attachFullText } from './full-text.ts'
import { type IssueAttempt, onIssue } from './issue-work.ts'

const Text = z.object({ was: z.string(), now: z.string() })
const Labels = z.array(z.string())

const Change: z.ZodType<QueuedChange> = z.object({
  state: z
    .object({
      status: z.enum(['open', 'closed']),
      reason: z.enum(['completed', 'not_planned', 'duplicate']).nullable(),
    })
    .exactOptional(),
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
  maxCalls: 14,
  run: onIssue(async (attempt) => {
    const { deps, issue, account, payload, signal } = attempt
    const { title, body, assignee, ...rest } = payload
    const decision = rest.state?.status === 'open' ? await decidedAnew(attempt) : null
    if (decision)
      return { record: () => eventWrites(deps, account.id, [decision], { trusted: true }) }
    const change: IssueChange = {
      key: issueKey(issue),
      options: optionsFor(deps, issue),
      ...rest,
      ...(title && { title }),
      ...(body && { body: safeText(body, account.connector.dialect) }),
      ...(assignee && { assignee: reassignment(deps, issue, assignee) }),
    }
    const remote = await account.connector.update(remoteRef(issue), change, signal)
    const state = rest.state && (remote.written ?? rest.state)
    return {
      record: [
        recordRemote(deps.db, issue.id, remote, { state, now: deps.now() }),
        ...(isAsExpected(issue, state, remote)
          ? []
          : [enqueueRefresh(deps, issue, 'not as expected')]),
        ...(remote.cut && body ? await attachFullText(deps, issue, body.now) : []),
        ...droppedNote(deps, issue, remote),
      ],
    }
  }),
})

function reassignment({ config }: Deps, issue: Issue, person: Person): AssigneeChange {
  const { account, ourAssignee: mapped } = issue
  return {
    was: mapped ? { mapped, email: '', username: '' } : null,
    now: assigneeFor(person, account, config.assignees),
  }
}

/** Nothing is reopened that a person has closed anew since we last knew: their decision is taken over instead. */
async function decidedAnew({
  account,
  issue,
  signal,
}: IssueAttempt<QueuedChange>): Promise<IssueEvent | null> {
  const event = await account.connector.read(remoteRef(issue), signal)
  if (event.state.status === 'open' || sameState(event.state, remoteState(issue))) return null
  return event
}

/** It was not moved, and is in the state that was written: what was closed already keeps its reason. */
function isAsExpected(issue: Issue, state: State | undefined, remote: RemoteIssue): boolean {
  if (remote.key !== issue.remoteKey || remote.target !== issue.target) return false
  return !state || !remote.state || sameState(state, remote.state)
}

function safeText({ was, now }: TextChange, dialect: Dialect): TextChange {
  return { was: defang(was, dialect), now: defang(now, dialect) }
}

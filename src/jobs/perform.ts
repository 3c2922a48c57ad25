import { contentKey, findAttachment, recordRemoteAttachment } from '../../db/attachments.ts'
import { findComment, recordRemoteComment } from '../../db/comments.ts'
import type { Statement } from '../../db/db.ts'
import { findIssue, type Issue, recordRemote, remoteRef, remoteState } from '../../db/issues.ts'
import type { Job } from '../../db/jobs.ts'
import type { Account, Deps } from '../deps.ts'
import { assigneeFor, translate } from '../domain/draft.ts'
import { sameState } from '../domain/echo.ts'
import { TrackerError } from '../domain/errors.ts'
import type { Person } from '../domain/finding.ts'
import type {
  AssigneeChange,
  IssueChange,
  Keyed,
  RemoteIssue,
  State,
  TextChange,
} from '../domain/issue.ts'
import { chooseRoute } from '../domain/routing.ts'
import { enqueueAttachment } from '../intake/accept-change.ts'
import { applyEvents } from '../mirror/apply-events.ts'
import { readIssue } from '../mirror/read-issue.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { defang } from '../text/defang.ts'
import type { Dialect } from '../text/dialect.ts'
import { enqueuePush } from './push.ts'

/** Does one job in the tracker and answers what to record of it. Throws TrackerError. */
export async function perform(
  deps: Deps,
  account: Account,
  job: Job,
  signal: AbortSignal,
): Promise<Statement[]> {
  const issue = await findIssue(deps.db, job.issueId)
  if (!issue || issue.goneAt !== null) return []
  switch (job.kind) {
    case 'create':
      return create(deps, account, job, issue, signal)
    case 'update':
      return update(deps, account, job, issue, signal)
    case 'comment':
      return comment(deps, account, job, issue, signal)
    case 'attach':
      return attach(deps, account, job, issue, signal)
    case 'read':
      return readIssue(deps, account, issue, signal)
    case 'push':
      throw new Error('a push is not for a tracker')
  }
}

const open: State = { status: 'open', reason: null }

type Doing = (
  deps: Deps,
  account: Account,
  job: Job,
  issue: Issue,
  signal: AbortSignal,
) => Promise<Statement[]>

const create: Doing = async (deps, { connector }, job, issue, signal) => {
  const { assignees } = deps.config
  const remote = await connector.create(
    issue.target,
    {
      ...keyed(issueKey(issue), job),
      ...translate(issue, { tracker: issue.tracker, dialect: connector.dialect }, assignees),
      labels: issue.ourLabels,
      severity: issue.severity,
      dueDate: issue.dueDate,
      options: optionsFor(deps, issue),
    },
    signal,
  )
  const recorded = recordRemote(deps.db, issue.id, remote, { state: open, now: deps.now() })
  const told = { link: remote.url, comment: `Filed by Lockstep: ${remote.url}` }
  const statements = [recorded, ...enqueuePush(deps, issue, told, 'the issue was filed')]
  if (remote.cut) statements.push(...(await enqueueFullText(deps, issue, issue.body)))
  return statements
}

const update: Doing = async (deps, account, job, issue, signal) => {
  const { title, body, assignee, ...rest } = job.payload as QueuedChange
  if (rest.state?.status === 'open' && (await isOverruled(deps, account, issue, signal))) return []
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
  return [
    recordRemote(deps.db, issue.id, remote, { state, now: deps.now() }),
    ...(isAsExpected(issue, state, remote) ? [] : [enqueueRefresh(deps, issue, 'not as expected')]),
    ...(remote.cut && body ? await enqueueFullText(deps, issue, body.now) : []),
  ]
}

/** As it was owed: who the tracker's user for a person is, and whom we assigned, is known only now. */
type QueuedChange = Omit<IssueChange, 'key' | 'options' | 'assignee'> & {
  readonly assignee?: Person
}

function reassignment({ config }: Deps, issue: Issue, person: Person): AssigneeChange {
  const { ourAssignee: mapped, tracker } = issue
  return {
    was: mapped ? { mapped, email: '', username: '' } : null,
    now: assigneeFor(person, tracker, config.assignees),
  }
}

/** Nothing is reopened that a person has closed anew since we last knew: their decision is taken over instead. */
async function isOverruled(
  deps: Deps,
  { connector }: Account,
  issue: Issue,
  signal: AbortSignal,
): Promise<boolean> {
  const event = await connector.read(remoteRef(issue), signal)
  if (event.state.status === 'open' || sameState(event.state, remoteState(issue))) return false
  await applyEvents(deps, issue.tracker, [event], { trusted: true })
  return true
}

/** It was not moved, and is in the state that was written: what was closed already keeps its reason. */
function isAsExpected(issue: Issue, state: State | undefined, remote: RemoteIssue): boolean {
  if (remote.key !== issue.remoteKey || remote.target !== issue.target) return false
  return !state || !remote.state || sameState(state, remote.state)
}

const comment: Doing = async (deps, { connector }, job, issue, signal) => {
  const row = await findComment(deps.db, String(job.payload.comment))
  if (!row) return []
  const text = { body: defang(row.body, connector.dialect), options: optionsFor(deps, issue) }
  const draft = { ...keyed(row.id, job), ...text }
  const remote = await connector.comment(remoteRef(issue), draft, signal)
  const statements = [recordRemoteComment(deps.db, row.id, remote.id)]
  if (remote.cut) statements.push(...(await enqueueFullText(deps, issue, row.body)))
  return statements
}

const attach: Doing = async (deps, { connector }, job, issue, signal) => {
  const row = await findAttachment(deps.db, String(job.payload.attachment))
  if (!row || row.remoteId !== null) return []
  const base64 = await deps.db.files.get(contentKey(row.id))
  if (base64 === null) throw new TrackerError('rejected', 'the content of the file is lost')
  const draft = { ...keyed(row.id, job), title: row.title, base64 }
  const remote = await connector.attach(remoteRef(issue), draft, signal)
  return [recordRemoteAttachment(deps.db, row.id, remote.id, remote.url)]
}

/** What the tracker's issue carries to be recognised: the issue's id, and a number once it has been filed anew. */
export function issueKey({ id, generation }: Pick<Issue, 'id' | 'generation'>): string {
  return generation === 1 ? id : `${id}-${generation}`
}

function keyed(key: string, job: Job): Keyed {
  return { key, uncertain: job.uncertain, since: job.triedAt ?? job.createdAt }
}

function safeText({ was, now }: TextChange, dialect: Dialect): TextChange {
  return { was: defang(was, dialect), now: defang(now, dialect) }
}

/** From today's routes and not those of the day the issue was filed: a mended route must mend what is parked. */
function optionsFor(deps: Deps, issue: Issue): Record<string, unknown> {
  const goal = chooseRoute(deps.config.routes, issue)
  const names = Object.entries(deps.config.severities).flatMap(([severity, byTracker]) => {
    const name = byTracker[issue.tracker]
    return name === undefined ? [] : [[severity, name]]
  })
  return {
    ...(goal?.tracker === issue.tracker && goal.options),
    priorities: Object.fromEntries(names),
    resolutions: deps.config.resolutions,
  }
}

/** A text that the tracker had to cut, whole, as a file. */
function enqueueFullText(deps: Deps, issue: Issue, text: string): Promise<Statement[]> {
  const bytes = new TextEncoder().encode(text)
  const file = { title: 'full-text.md', base64: toBase64(bytes), size: bytes.length }
  return enqueueAttachment(deps, issue, file, 'the text did not fit')
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return btoa(binary)
}

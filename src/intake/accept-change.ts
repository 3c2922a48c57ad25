import { uuidv7 } from 'uuidv7'
import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import { contentKey, insertAttachment } from '../../db/tables/attachments.ts'
import { findIssue, guardIssue, type Issue, setState, updateIssue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { issueLabels } from '../domain/draft.ts'
import type { Person, Severity } from '../domain/finding.ts'
import type { State, Status } from '../domain/issue.ts'
import { chooseRoute } from '../domain/routing.ts'
import { enqueue, enqueueComment, enqueueState, enqueueTextChange } from '../queue/enqueue.ts'
import { type Message, messageWrite } from './message.ts'

/** What a scanner may change of an issue it has filed. What is absent stays. */
export interface Change {
  readonly status?: Status | undefined
  readonly severity?: Severity | undefined
  /** The scanner's labels from now on; those of people stay. */
  readonly labels?: readonly string[] | undefined
  readonly body?: string | undefined
}

interface NewComment {
  readonly author: Person
  readonly body: string
}

/** A file that came in. `base64` has been checked; `size` is that of the decoded content in bytes. */
interface NewFile {
  readonly title: string
  readonly base64: string
  readonly size: number
}

/** What a message asks for, with the message itself. */
type Asked<T> = T & { readonly message: Message }

/** Takes a change in: the issue's row and the jobs that follow, in one atomic write. Returns the issue as it is then. */
export async function acceptChange(
  deps: Deps,
  { id }: Issue,
  { change, message }: Asked<{ readonly change: Change }>,
): Promise<Issue> {
  return retryConflicts(async () => {
    const issue = await findIssue(deps.db, id)
    if (!issue) throw new Error(`issue ${id} is not stored`)
    const statements = [
      ...changeStatus(deps, issue, change.status),
      ...enqueueLabelChange(deps, issue, change),
      ...enqueueTextChange(deps, issue, change.body === undefined ? {} : { body: change.body }),
    ]
    const guard = statements.length > 0 ? [guardIssue(deps.db, issue)] : []
    const changed = Object.keys(change).filter((field) => change[field as keyof Change])
    const reason = statements.length > 0 ? `changes ${changed.join(', ')}` : 'nothing changes'
    await store(deps, issue, [...guard, ...statements, keep(deps, issue, message, reason)])
    return (await findIssue(deps.db, id)) ?? issue
  })
}

/** Takes comments in, in their order. */
export async function acceptComments(
  deps: Deps,
  issue: Issue,
  { comments, message }: Asked<{ readonly comments: readonly NewComment[] }>,
): Promise<void> {
  const writes = comments.flatMap((comment) =>
    enqueueComment(deps, issue, { origin: 'scanner', ...comment }, 'the scanner comments'),
  )
  await store(deps, issue, [...writes, keep(deps, issue, message, countOf(comments, 'comment'))])
}

/** Takes files in. */
export async function acceptAttachments(
  deps: Deps,
  issue: Issue,
  { files, message }: Asked<{ readonly files: readonly NewFile[] }>,
): Promise<void> {
  const writes: Statement[] = []
  for (const file of files)
    writes.push(...(await enqueueAttachment(deps, issue, file, 'the scanner attaches a file')))
  await store(deps, issue, [...writes, keep(deps, issue, message, countOf(files, 'file'))])
}

/** A file on the issue, and the job that brings it to the tracker. Its content is stored already when this returns. */
export async function enqueueAttachment(
  deps: Deps,
  issue: Issue,
  file: NewFile,
  reason: string,
): Promise<[Statement, Statement]> {
  const { title, base64, size } = file
  const id = uuidv7()
  await deps.db.files.put(contentKey(id), base64)
  return [
    insertAttachment(deps.db, { id, issueId: issue.id, title, size, createdAt: deps.now() }),
    enqueue(deps, issue, { kind: 'attach', payload: { attachment: id } }, reason),
  ]
}

async function store(
  deps: Deps,
  { account }: Issue,
  statements: readonly Statement[],
): Promise<void> {
  await deps.db.atomic(statements)
  deps.wake(account)
}

function keep(deps: Deps, { id }: Issue, message: Message, reason: string): Statement {
  return messageWrite(deps, message, { outcome: 'accepted', issueId: id, reason })
}

function countOf({ length }: readonly unknown[], what: string): string {
  return `${length} ${length === 1 ? what : `${what}s`}`
}

function changeStatus(deps: Deps, issue: Issue, status: Status | undefined): Statement[] {
  if (!status) return []
  const verdict = status === 'closed' ? 'fixed' : 'open'
  const lastReport = { ...issue.lastReport, verdict, reason: '' } as const
  const reported = updateIssue(deps.db, issue.id, { lastReport, lastReportAt: deps.now() })
  if (status === issue.status) return [reported]
  const state: State = { status, reason: status === 'closed' ? 'completed' : null }
  return [
    reported,
    setState(deps.db, issue.id, state, 'scanner', deps.now()),
    ...enqueueState(deps, issue, state, `the scanner set the status to ${status}`),
  ]
}

/** Enqueues severity and labels if they differ from what is stored: only labels of ours are added and removed. */
export function enqueueLabelChange(
  deps: Deps,
  issue: Issue,
  change: Pick<Change, 'labels'> & { readonly severity?: Severity | null | undefined },
): Statement[] {
  const severity = change.severity ?? issue.severity
  const labels = change.labels ?? issue.labels
  const wanted = labelsFor(deps, issue, { labels, severity })
  const addLabels = wanted.filter((label) => !issue.ourLabels.includes(label))
  const removeLabels = issue.ourLabels.filter((label) => !wanted.includes(label))
  const changed = severity &&
    severity !== issue.severity && { severity: { was: issue.severity, now: severity } }
  if (!changed && addLabels.length + removeLabels.length === 0) return []
  return [
    updateIssue(deps.db, issue.id, {
      severity,
      labels: [...labels],
      ourLabels: wanted,
      ...(issue.remoteLabels && {
        remoteLabels: issue.remoteLabels.filter((label) => !removeLabels.includes(label)),
      }),
      updatedAt: deps.now(),
    }),
    enqueue(
      deps,
      issue,
      { kind: 'update', payload: { addLabels, removeLabels, ...changed } },
      'the scanner changed severity or labels',
    ),
  ]
}

/** By the route that sends findings like this to where the issue is; it may have changed since the issue was filed. */
function labelsFor(
  deps: Deps,
  issue: Issue,
  now: { labels: readonly string[]; severity: Severity | null },
): string[] {
  const goal = chooseRoute(deps.config.routes, issue)
  const finding = { source: issue.source, ...now }
  return goal ? issueLabels(finding, goal) : [...now.labels]
}

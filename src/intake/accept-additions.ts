import type { Statement } from '../../db/store.ts'
import { contentKey, insertAttachment } from '../../db/tables/attachments.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import type { Person } from '../domain/finding.ts'
import { newId } from '../platform/new-id.ts'
import { enqueue, enqueueComment } from '../queue/enqueue.ts'
import { requireRoom } from './file-room.ts'
import { type Asked, keep, store } from './issue-message.ts'

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

/** Takes files in. Refuses them with 507 if they would be more than may be kept. */
export async function acceptAttachments(
  deps: Deps,
  issue: Issue,
  { files, message }: Asked<{ readonly files: readonly NewFile[] }>,
): Promise<void> {
  await requireRoom(
    deps,
    files.reduce((sum, { size }) => sum + size, 0),
  )
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
  const id = newId()
  await deps.db.files.put(contentKey(id), base64)
  return [
    insertAttachment(deps.db, { id, issueId: issue.id, title, size, createdAt: deps.now() }),
    enqueue(deps, issue, { kind: 'attach', payload: { attachment: id } }, reason),
  ]
}

function countOf({ length }: readonly unknown[], what: string): string {
  return `${length} ${length === 1 ? what : `${what}s`}`
}

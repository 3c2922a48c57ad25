import { type Attachment, listAttachments } from '../../../db/tables/attachments.ts'
import { type Comment, listAllComments } from '../../../db/tables/comments.ts'
import { attemptsAt } from '../../../db/tables/console/attempts.ts'
import { type MessageRow, messagesAbout } from '../../../db/tables/console/messages.ts'
import { type HistoryRow, listHistory } from '../../../db/tables/history.ts'
import { findIssue, type Issue } from '../../../db/tables/issues.ts'
import type { Attempt } from '../../../db/tables/queue/attempts.ts'
import { findCreationStatus } from '../../../db/tables/queue/creation-status.ts'
import { type Job, listJobs } from '../../../db/tables/queue/jobs.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'

/** Jobs whose attempts are shown; older ones have none to look at. */
const mostJobs = 90
const mostMessages = 100

/** A job with its attempts, oldest first. */
export interface JobWithAttempts extends Job {
  readonly attempts: readonly Attempt[]
}

/** Everything that is known of one finding. */
export interface FindingDetail {
  readonly finding: Issue
  readonly messages: readonly MessageRow[]
  readonly history: readonly HistoryRow[]
  readonly jobs: readonly JobWithAttempts[]
  readonly comments: readonly Comment[]
  readonly files: readonly Attachment[]
  /** A pause of its account or destination. */
  readonly pause: {
    readonly reason: string
    readonly since: number
    readonly nextTry: number | null
  } | null
}

/** Reads all of it. Throws HttpError for an id that is not known. */
export async function loadFinding({ db }: Deps, id: string): Promise<FindingDetail> {
  const finding = await findIssue(db, id)
  if (!finding) throw new HttpError(404, 'There is no finding with this id.')
  const [messages, history, jobs, comments, files, status] = await Promise.all([
    messagesAbout(db, id, mostMessages),
    listHistory(db, id),
    listJobs(db, id),
    listAllComments(db, [id]),
    listAttachments(db, [id]),
    findCreationStatus(db, id),
  ])
  const newest = jobs.slice(-mostJobs)
  const attempts = Map.groupBy(
    newest.length > 0
      ? await attemptsAt(
          db,
          newest.map((job) => job.id),
        )
      : [],
    ({ jobId }) => jobId,
  )
  return {
    ...{ finding, messages, history, comments, files },
    jobs: newest.map((job) => ({ ...job, attempts: attempts.get(job.id) ?? [] })),
    pause: pauseOf(status),
  }
}

function pauseOf(status: Awaited<ReturnType<typeof findCreationStatus>>): FindingDetail['pause'] {
  const paused = [status?.account, status?.destination].find((row) => row?.pausedAt != null)
  if (!paused?.pausedAt) return null
  return { reason: paused.pausedReason ?? '', since: paused.pausedAt, nextTry: paused.checkAt }
}

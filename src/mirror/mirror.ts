import { type Attachment, listAttachments } from '../../db/tables/attachments.ts'
import { type Comment, listAllComments } from '../../db/tables/comments.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { type Job, openJobs } from '../../db/tables/queue/jobs.ts'
import { lastReports } from '../../db/tables/sightings.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'

/** An issue's comments, files and jobs as stored, kept up while its events are applied one after the other. */
export interface Mirror {
  readonly comments: Map<string, Comment>
  readonly files: readonly Attachment[]
  /** The issue's jobs that are not over. */
  readonly open: readonly Job[]
  /** When the finding was last reported, with or without news. */
  readonly reportedAt: number
  /** Our own comments and files may have other ids now: they are recognised by their keys. */
  forgetOwnParts(): void
  /** How many comments the tracker should have. */
  count(): number
  /** Whether the tracker counts those alone that are mirrored. */
  readonly isExact: boolean
  /** Whether the tracker may have comments of ours of which no id is known. */
  isUncertain(): boolean
}

/** Reads what the events of these issues need, in as many queries as for one. Returns it by the issues' ids. */
export async function openMirrors(
  deps: Deps,
  issues: readonly Issue[],
  events: readonly TrackerEvent[],
): Promise<Map<string, Mirror>> {
  const needed = events.some((event) => event.kind !== 'issue' || event.comments !== null)
  const all = issues.map(({ id }) => id)
  const ids = needed ? all : []
  const comments = Map.groupBy(await listAllComments(deps.db, ids), ({ issueId }) => issueId)
  const files = Map.groupBy(await listAttachments(deps.db, ids), ({ issueId }) => issueId)
  const open = Map.groupBy(await openJobs(deps.db, all), ({ issueId }) => issueId)
  const reports = await lastReports(deps.db, all)
  return new Map(
    issues.map((issue) => {
      const { id, lastReportAt } = issue
      const rows = { files: files.get(id) ?? [], open: open.get(id) ?? [] }
      const reportedAt = Math.max(lastReportAt, reports.get(id) ?? 0)
      return [id, mirrorOf(deps, issue, comments.get(id) ?? [], { ...rows, reportedAt })]
    }),
  )
}

function mirrorOf(
  deps: Deps,
  { account }: Issue,
  rows: readonly Comment[],
  known: Pick<Mirror, 'files' | 'open' | 'reportedAt'>,
): Mirror {
  const comments = new Map(rows.map((row) => [row.id, row]))
  const { attachesByComment, capabilities } = deps.accounts.get(account)?.definition ?? {}
  const linked = attachesByComment
    ? known.files.filter(({ remoteId }) => remoteId !== null).length
    : 0
  const isThere = ({ remoteId, deletedAt }: Comment) => remoteId !== null && deletedAt === null
  const begun = known.open.filter(({ firstAttemptAt }) => firstAttemptAt !== null)
  const isBegun = (id: string) =>
    begun.some(({ payload }) => payload.comment === id || payload.attachment === id)
  return {
    ...known,
    comments,
    forgetOwnParts() {
      for (const row of comments.values()) if (row.origin !== 'person') row.remoteId = null
      for (const file of known.files) file.remoteId = null
    },
    count: () => [...comments.values()].filter(isThere).length + linked,
    isExact: capabilities?.comments === 'per-issue',
    isUncertain: () =>
      [...comments.values(), ...(attachesByComment ? known.files : [])].some(
        ({ id, remoteId }) => remoteId === null && isBegun(id),
      ),
  }
}

import { z } from 'zod'
import type {
  Changes,
  CommentEvent,
  CommentList,
  TrackerEvent,
} from '../../../src/domain/events.ts'
import { readCursor } from '../../kit/answer.ts'
import { skewMs } from '../../kit/clock.ts'
import { commentPageSize } from '../issues/comments.ts'
import type { JiraAccount } from '../login/account.ts'
import { commentsOf, lastOf, maxReported, searchChanged } from './changed-issues.ts'
import { isMirrored, issueEvent } from './events.ts'
import { Comment, type Issue } from './schema.ts'

/** How long the search index may take to show a change after it has shown later ones, in milliseconds. */
const overlapMs = 10 * 60_000
/** How many pages of comments a poll reads. */
const maxCommentPages = 8
const none: CommentList = { events: [], isWhole: true }

/** How far the project has been read. Times are epoch milliseconds by Jira's clock. */
const Cursor = z.object({
  /** The latest change that was seen. */
  since: z.number(),
  /** A sweep that was too long for one poll: where it began, and where it goes on. Null to begin anew. */
  sweep: z.object({ start: z.number(), at: z.number() }).nullable(),
  /** The issues that the next poll will see again: when each changed, by its id. */
  seen: z.record(z.string(), z.number()),
})
type Cursor = z.infer<typeof Cursor>

/**
 * Reads what changed in the project since the cursor: one search, and one request for each issue with
 * new comments, up to the caps above. A null cursor costs no request and starts at `now`, epoch milliseconds.
 */
export async function readChanges(
  account: JiraAccount,
  target: string,
  cursor: string | null,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Changes> {
  if (cursor === null) {
    const start: Cursor = { since: now - skewMs, sweep: null, seen: {} }
    return { events: [], cursor: JSON.stringify(start), more: false }
  }
  const read = readCursor(Cursor, cursor)
  const start = read.sweep?.start ?? read.since - overlapMs
  const from = read.sweep?.at ?? start
  const isFresh = ({ id, fields }: Issue) => read.seen[id] !== fields.updated
  const { issues, whole } = await searchChanged(account, target, { from, isFresh }, signal)
  const site = await account.site(signal)
  const events: TrackerEvent[] = []
  let reported = 0
  let commentPages = 0
  for (const issue of issues.filter(isFresh)) {
    const event = issueEvent(site, issue)
    const known = publicComments(issue, start)
    const pages = known === null ? commentPagesOf(issue) : 0
    if (reported === maxReported || (commentPages > 0 && commentPages + pages > maxCommentPages)) {
      const done = issues.slice(0, issues.indexOf(issue))
      const sweep = { start, at: event.at }
      return { events: byTime(events), cursor: next(read, done, sweep), more: true }
    }
    reported += 1
    commentPages += pages
    const list = known === null ? await commentsOf(account, event.issue, signal) : none
    if (!list) {
      events.push({
        ...{ kind: 'doubtful', what: 'Jira does not show it any more' },
        issue: event.issue,
        at: event.at,
      })
      continue
    }
    const count = known ?? (list.isWhole ? list.events.length : null)
    events.push({ ...event, comments: count }, ...recent(list.events, start))
  }
  const sweep = whole ? null : { start, at: lastOf(issues, from) }
  return { events: byTime(events), cursor: next(read, issues, sweep), more: !whole }
}

function byTime(events: readonly TrackerEvent[]): readonly TrackerEvent[] {
  return events.toSorted((a, b) => a.at - b.at)
}

/**
 * How many comments may leave Jira; null if they must be read: some are new, not all are in the answer, or
 * some are internal, of which ours may leave Jira.
 */
function publicComments({ fields }: Issue, from: number): number | null {
  const { comments = [], total = null } = fields.comment ?? {}
  const read = comments.flatMap((comment) => Comment.safeParse(comment).data ?? [])
  const isUnknown = ({ updated, jsdPublic }: Comment) => updated >= from || jsdPublic === false
  return read.length !== total || read.some(isUnknown) ? null : read.filter(isMirrored).length
}

function commentPagesOf({ fields }: Issue): number {
  return Math.max(1, Math.ceil((fields.comment?.total ?? 0) / commentPageSize))
}

function recent(comments: readonly CommentEvent[], from: number): readonly CommentEvent[] {
  return comments.filter(({ at }) => at >= from)
}

function next({ since, seen }: Cursor, done: readonly Issue[], sweep: Cursor['sweep']): string {
  const latest = Math.max(since, ...done.map(({ fields }) => fields.updated))
  const all = { ...seen, ...Object.fromEntries(done.map(({ id, fields }) => [id, fields.updated])) }
  const kept = Object.entries(all).filter(
    ([, updated]) => updated >= (sweep?.start ?? latest - overlapMs),
  )
  return JSON.stringify({ since: latest, sweep, seen: Object.fromEntries(kept) } satisfies Cursor)
}

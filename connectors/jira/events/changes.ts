import { z } from 'zod'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { Changes, CommentEvent, TrackerEvent } from '../../../src/domain/issue.ts'
import { problemsIn, readCursor } from '../../kit/answer.ts'
import { skewMs } from '../../kit/clock.ts'
import { commentPageSize, listComments } from '../issues/comments.ts'
import { searchPages } from '../issues/search.ts'
import type { JiraAccount } from '../login/account.ts'
import { Comment, Issue, isMirrored, issueEvent, issueFields } from './events.ts'

/** How long the search index may take to show a change after it has shown later ones, in milliseconds. */
const overlapMs = 10 * 60_000
/** Caps of a poll: search pages of 100 issues, issues reported, and pages of comments. */
const maxPages = 5
const maxReported = 80
const maxCommentPages = 8

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
  const { issues, whole } = await search(account, target, { from, isFresh }, signal)
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
    const comments = known === null ? await listComments(account, event.issue, signal) : []
    events.push({ ...event, comments: known ?? comments.length }, ...recent(comments, start))
  }
  const sweep = whole ? null : { start, at: lastOf(issues, from) }
  return { events: byTime(events), cursor: next(read, issues, sweep), more: !whole }
}

function byTime(events: readonly TrackerEvent[]): readonly TrackerEvent[] {
  return events.toSorted((a, b) => a.at - b.at)
}

/**
 * Searches until there are enough; `whole` says that there are no more. Times are epoch milliseconds: Jira
 * would read a date in the time zone of the log-in's user.
 */
async function search(
  account: JiraAccount,
  target: string,
  { from, isFresh }: { from: number; isFresh: (issue: Issue) => boolean },
  signal: AbortSignal,
): Promise<{ issues: Issue[]; whole: boolean }> {
  const jql = `project = "${target}" AND updated >= ${from} ORDER BY updated ASC`
  const query = { jql, fields: [...issueFields, 'comment'] }
  const issues: Issue[] = []
  let pages = 0
  try {
    for await (const page of searchPages(account.api, query, signal)) {
      issues.push(...page.flatMap((issue) => readable(account, issue)))
      pages += 1
      const enough = pages >= maxPages || issues.filter(isFresh).length > maxReported
      // If all changed at the same moment, the next poll would begin where this one did.
      if (enough && lastOf(issues, from) > from) return { issues, whole: false }
    }
    return { issues, whole: true }
  } catch (error) {
    throw isGone(error) ? new TrackerError('missing', error.message, { cause: error }) : error
  }
}

/** An issue that cannot be read is left out, with a warning: one odd issue must not stop a project's poll. */
function readable({ warn }: JiraAccount, issue: { key?: string | undefined }): Issue[] {
  const { data, error } = Issue.safeParse(issue)
  if (data) return [data]
  const problems = problemsIn(error)
  warn('an issue in Jira could not be read and is left out', { issue: issue.key ?? '', problems })
  return []
}

function lastOf(issues: readonly Issue[], from: number): number {
  return issues.at(-1)?.fields.updated ?? from
}

/** A project that the log-in may not see does not exist, says the search, and calls it a bad request. */
function isGone(error: unknown): error is TrackerError {
  return (
    error instanceof TrackerError &&
    error.kind === 'rejected' &&
    /does not exist for the field .?project/i.test(error.message)
  )
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

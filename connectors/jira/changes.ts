import { z } from 'zod'
import { TrackerError } from '../../src/domain/errors.ts'
import type { Changes, CommentEvent, TrackerEvent } from '../../src/domain/issue.ts'
import type { JiraAccount } from './account.ts'
import { commentPageSize, listComments } from './comments.ts'
import { Comment, Issue, isPublic, issueEvent, issueFields } from './events.ts'
import { searchPages } from './search.ts'

/** Our clock may be so many milliseconds ahead of Jira's when we start. */
const skewMs = 10 * 60_000
/** So long may it take until the search index shows a change, after it has shown later ones. */
const overlapMs = 10 * 60_000
/** Pages of a hundred issues, issues told, and pages of comments: enough for a poll, the rest is the next one's. */
const maxPages = 5
const maxTold = 80
const maxCommentPages = 8

/** How far the project has been read. Times are epoch milliseconds by Jira's clock. */
const Mark = z.object({
  /** The latest change that was seen. */
  since: z.number(),
  /** A sweep that was too long for one poll: where it began, and where to go on. Null to begin anew. */
  sweep: z.object({ start: z.number(), at: z.number() }).nullable(),
  /** When those issues changed that the next poll will see again, by their ids. */
  seen: z.record(z.string(), z.number()),
})
type Mark = z.infer<typeof Mark>

/**
 * What changed in the project since the cursor: one search, and one request for each issue with new comments; see the
 * limits above. A null cursor costs none and starts at `now`, epoch milliseconds.
 */
export async function readChanges(
  account: JiraAccount,
  target: string,
  cursor: string | null,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Changes> {
  if (cursor === null) {
    const start: Mark = { since: now - skewMs, sweep: null, seen: {} }
    return { events: [], cursor: JSON.stringify(start), more: false }
  }
  const mark = Mark.parse(JSON.parse(cursor))
  const start = mark.sweep?.start ?? mark.since - overlapMs
  const from = mark.sweep?.at ?? start
  const isFresh = ({ id, fields }: Issue) => mark.seen[id] !== fields.updated
  const { issues, whole } = await search(account, target, { from, isFresh }, signal)
  const site = await account.site(signal)
  const events: TrackerEvent[] = []
  let told = 0
  let commentPages = 0
  for (const issue of issues.filter(isFresh)) {
    const event = issueEvent(site, issue)
    const known = publicComments(issue, start)
    const pages = known === null ? commentPagesOf(issue) : 0
    if (told === maxTold || (commentPages > 0 && commentPages + pages > maxCommentPages)) {
      const read = issues.slice(0, issues.indexOf(issue))
      const sweep = { start, at: event.at }
      return { events: byTime(events), cursor: next(mark, read, sweep), more: true }
    }
    told += 1
    commentPages += pages
    const said = known === null ? await listComments(account, event.issue, signal) : []
    events.push({ ...event, comments: known ?? said.length }, ...recent(said, start))
  }
  const sweep = whole ? null : { start, at: lastOf(issues, from) }
  return { events: byTime(events), cursor: next(mark, issues, sweep), more: !whole }
}

function byTime(events: readonly TrackerEvent[]): readonly TrackerEvent[] {
  return events.toSorted((a, b) => a.at - b.at)
}

/**
 * Until there are enough; `whole` says that there are no more. By epoch milliseconds: a date would be read in the time zone
 * of the log-in's user.
 */
async function search(
  { api }: JiraAccount,
  target: string,
  { from, isFresh }: { from: number; isFresh: (issue: Issue) => boolean },
  signal: AbortSignal,
): Promise<{ issues: Issue[]; whole: boolean }> {
  const jql = `project = "${target}" AND updated >= ${from} ORDER BY updated ASC`
  const query = { jql, fields: [...issueFields, 'comment'] }
  const issues: Issue[] = []
  let pages = 0
  try {
    for await (const page of searchPages(api, query, signal)) {
      issues.push(...page.map((issue) => Issue.parse(issue)))
      pages += 1
      const enough = pages >= maxPages || issues.filter(isFresh).length > maxTold
      // Where all changed at the same moment, the next poll would begin where this one did.
      if (enough && lastOf(issues, from) > from) return { issues, whole: false }
    }
    return { issues, whole: true }
  } catch (error) {
    throw isGone(error) ? new TrackerError('missing', error.message, { cause: error }) : error
  }
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

/** How many comments everybody may see; null where they must be read: some are new, or not all are in the answer. */
function publicComments({ fields }: Issue, from: number): number | null {
  const { comments = [], total = null } = fields.comment ?? {}
  const read = comments.flatMap((comment) => Comment.safeParse(comment).data ?? [])
  if (read.length !== total || read.some(({ updated }) => updated >= from)) return null
  return read.filter(isPublic).length
}

function commentPagesOf({ fields }: Issue): number {
  return Math.max(1, Math.ceil((fields.comment?.total ?? 0) / commentPageSize))
}

function recent(comments: readonly CommentEvent[], from: number): readonly CommentEvent[] {
  return comments.filter(({ at }) => at >= from)
}

function next({ since, seen }: Mark, read: readonly Issue[], sweep: Mark['sweep']): string {
  const latest = Math.max(since, ...read.map(({ fields }) => fields.updated))
  const all = { ...seen, ...Object.fromEntries(read.map(({ id, fields }) => [id, fields.updated])) }
  const kept = Object.entries(all).filter(
    ([, updated]) => updated >= (sweep?.start ?? latest - overlapMs),
  )
  return JSON.stringify({ since: latest, sweep, seen: Object.fromEntries(kept) } satisfies Mark)
}

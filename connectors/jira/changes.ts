import { z } from 'zod'
import { TrackerError } from '../../src/core/failure.ts'
import type { Changes, CommentEvent, TrackerEvent } from '../../src/core/issue.ts'
import type { JiraAccount } from './account.ts'
import { listComments } from './comments.ts'
import { Comment, Issue, isPublic, issueEvent, issueFields } from './events.ts'
import { searchAll } from './search.ts'

/** Our clock may be so many milliseconds ahead of Jira's when we start. */
const skewMs = 10 * 60_000
/** So long may it take until the search index shows a change, after it has shown later ones. */
const overlapMs = 10 * 60_000
/** Enough for comments of issues that many people write to at once; the rest is the next poll's. */
const maxLookups = 50

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
 * What changed in the project since the cursor: one search, and one request for each issue with new comments. A null
 * cursor costs none and starts at `now`, epoch milliseconds.
 */
export async function readChanges(
  account: JiraAccount,
  target: string,
  cursor: string | null,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Changes> {
  if (cursor === null) {
    const start: Mark = { since: now - skewMs, sweep: null, seen: {} }
    return { events: [], cursor: JSON.stringify(start) }
  }
  const mark = Mark.parse(JSON.parse(cursor))
  const start = mark.sweep?.start ?? mark.since - overlapMs
  const { issues, whole } = await search(account, target, mark.sweep?.at ?? start, signal)
  const fresh = issues.filter(({ id, fields }) => mark.seen[id] !== fields.updated)
  const events: TrackerEvent[] = []
  const site = await account.site(signal)
  let lookups = 0
  for (const issue of fresh) {
    const event = issueEvent(site, issue)
    const known = publicComments(issue, start)
    if (known === null && ++lookups > maxLookups) {
      const read = issues.slice(0, issues.indexOf(issue))
      return { events: byTime(events), cursor: next(mark, read, { start, at: event.at }) }
    }
    const said = known === null ? await listComments(account, event.issue, signal) : []
    events.push({ ...event, comments: known ?? said.length }, ...recent(said, start))
  }
  const last = issues.at(-1)?.fields.updated ?? start
  return {
    events: byTime(events),
    cursor: next(mark, issues, whole ? null : { start, at: last }),
  }
}

function byTime(events: readonly TrackerEvent[]): readonly TrackerEvent[] {
  return events.toSorted((a, b) => a.at - b.at)
}

/** By epoch milliseconds: a date would be read in the time zone of the log-in's user. */
async function search(account: JiraAccount, target: string, from: number, signal: AbortSignal) {
  const jql = `project = "${target}" AND updated >= ${from} ORDER BY updated ASC`
  const query = { jql, fields: [...issueFields, 'comment'] }
  const found = await searchAll(account.api, query, signal).catch(notFound)
  return { issues: found.issues.map((issue) => Issue.parse(issue)), whole: found.whole }
}

/** A project that the log-in may not see does not exist, says the search, and calls it a bad request. */
function notFound(error: unknown): never {
  const isGone =
    error instanceof TrackerError &&
    error.kind === 'rejected' &&
    /does not exist for the field .?project/i.test(error.message)
  throw isGone ? new TrackerError('missing', error.message, { cause: error }) : error
}

/** How many comments everybody may see; null where they must be read: some are new, or not all are in the answer. */
function publicComments({ fields }: Issue, from: number): number | null {
  const { comments = [], total = null } = fields.comment ?? {}
  const read = comments.flatMap((comment) => Comment.safeParse(comment).data ?? [])
  if (read.length !== total || read.some(({ updated }) => updated >= from)) return null
  return read.filter(isPublic).length
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

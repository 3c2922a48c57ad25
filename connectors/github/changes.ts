import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../src/core/failure.ts'
import type { Changes, TrackerEvent } from '../../src/core/issue.ts'
import { isoOf, repoOf } from './calls.ts'
import { type ApiComment, type ApiIssue, commentEvent, issueEvent, numberOf } from './events.ts'
import { type Mark, readSince } from './since.ts'

/**
 * Enough for comments whose issue is not in the same answer, which is rare; the rest is the next
 * poll's.
 */
const maxLookups = 50
/** Our clock may be so many milliseconds ahead of GitHub's when we start. */
const skewMs = 10 * 60_000

interface Cursor {
  readonly issues: Mark
  readonly comments: Mark
}

/**
 * What changed in the repository since the cursor: two requests, both answered 304 where nothing
 * did. A null cursor costs none and starts at `now`, epoch milliseconds.
 */
export async function readChanges(
  client: Octokit,
  target: string,
  cursor: string | null,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Changes> {
  const start = { since: isoOf(now - skewMs), etag: null }
  if (cursor === null) {
    return { events: [], cursor: JSON.stringify({ issues: start, comments: start }) }
  }
  const marks = JSON.parse(cursor) as Cursor
  const repo = repoOf(target, signal)
  const byUpdate = { ...repo, sort: 'updated', direction: 'asc', per_page: 100 } as const
  const issues = await readSince<ApiIssue>(marks.issues, (query) =>
    client.rest.issues.listForRepo({ ...byUpdate, state: 'all', ...query }),
  )
  const comments = await readSince<ApiComment>(marks.comments, (query) =>
    client.rest.issues.listCommentsForRepo({ ...byUpdate, ...query }),
  )
  const ids = new Map(issues.entries.map((issue) => [issue.number, String(issue.id)]))
  const said = await commentEvents(client, target, { ...comments, ids }, signal)
  const seen = issues.entries.flatMap((issue) =>
    issue.pull_request ? [] : issueEvent(target, issue),
  )
  return {
    events: [...seen, ...said.events].toSorted((a, b) => a.at - b.at),
    cursor: JSON.stringify({ issues: issues.next, comments: said.next }),
  }
}

/**
 * The comments as events. A comment tells its issue's number only, so the id is taken from `ids`
 * or asked for.
 */
async function commentEvents(
  client: Octokit,
  target: string,
  read: { entries: readonly ApiComment[]; next: Mark; ids: Map<number, string | null> },
  signal: AbortSignal,
): Promise<{ events: TrackerEvent[]; next: Mark }> {
  const { ids, next } = read
  const events: TrackerEvent[] = []
  let lookups = 0
  for (const comment of read.entries.filter(({ html_url }) => !html_url.includes('/pull/'))) {
    const number = numberOf(comment)
    if (!ids.has(number)) {
      if (++lookups > maxLookups) return { events, next: { since: comment.updated_at, etag: null } }
      ids.set(number, await idOf(client, target, number, signal))
    }
    const id = ids.get(number)
    if (id) events.push(commentEvent({ target, id, key: String(number) }, comment))
  }
  return { events, next }
}

/** Null where the issue is gone since: then so is the comment. */
async function idOf(client: Octokit, target: string, number: number, signal: AbortSignal) {
  try {
    const address = { ...repoOf(target, signal), issue_number: number }
    return String((await client.rest.issues.get(address)).data.id)
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'missing') return null
    throw error
  }
}

import { z } from 'zod'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { Changes, TrackerEvent } from '../../../src/domain/events.ts'
import { readAnswer, readCursor } from '../../kit/answer.ts'
import { skewMs } from '../../kit/clock.ts'
import { type GithubAccount, readEntry, repoOf } from '../account.ts'
import { isoOf } from '../calls.ts'
import { ApiComment, ApiIssue } from '../schema.ts'
import { commentEvent, isMirrored, issueEvent, numberOf } from './events.ts'
import { ListCursor, readSince } from './since.ts'

/** How many issues or comments are read at a time. */
const pageSize = 80
/** Enough for comments whose issue is not in the same answer, which is rare; the rest is the next poll's. */
const maxLookups = 10

const Cursor = z.object({ issues: ListCursor, comments: ListCursor })

/**
 * What changed in the repository since the cursor: two requests, both answered 304 where nothing did, and at most ten more
 * unless more happened within one second. A null cursor costs none and starts at `now`, epoch milliseconds.
 */
export async function readChanges(
  account: GithubAccount,
  target: string,
  cursor: string | null,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Changes> {
  const start = { since: isoOf(now - skewMs), etag: null }
  if (cursor === null) {
    return { events: [], cursor: JSON.stringify({ issues: start, comments: start }), more: false }
  }
  const from = readCursor(Cursor, cursor)
  const repo = await repoOf(account, target, signal)
  const byUpdate = { ...repo, sort: 'updated', direction: 'asc', per_page: pageSize } as const
  const issues = await readSince<ApiIssue>(from.issues, (query) =>
    account.client.rest.issues.listForRepo({ ...byUpdate, state: 'all', ...query }),
  )
  const comments = await readSince<ApiComment>(from.comments, (query) =>
    account.client.rest.issues.listCommentsForRepo({ ...byUpdate, ...query }),
  )
  const ids = new Map(issues.entries.map((issue) => [issue.number, String(issue.id)]))
  const since = from.comments.at ?? from.comments.since
  const isPublic = await account.repositories.isPublic(target, signal)
  const said = await commentEvents(account, target, { ...comments, ids, since, isPublic }, signal)
  const seen = issues.entries.flatMap((entry) => {
    const issue = readEntry(account, ApiIssue, entry)
    return issue && !issue.pull_request ? issueEvent(target, issue) : []
  })
  return {
    events: [...seen, ...said.events].toSorted((a, b) => a.at - b.at),
    cursor: JSON.stringify({ issues: issues.next, comments: said.next }),
    more: issues.more || said.more,
  }
}

interface Comments extends Awaited<ReturnType<typeof readSince<ApiComment>>> {
  readonly since: string
  readonly ids: Map<number, string | null>
  readonly isPublic: boolean
}

/**
 * The comments as events. A comment has its issue's number only, so the id is taken from `ids`
 * or asked for.
 */
async function commentEvents(
  account: GithubAccount,
  target: string,
  { entries, next, more, since, ids, isPublic }: Comments,
  signal: AbortSignal,
): Promise<{ events: TrackerEvent[]; next: ListCursor; more: boolean }> {
  const events: TrackerEvent[] = []
  let lookups = 0
  for (const entry of entries) {
    const comment = readEntry(account, ApiComment, entry)
    if (!comment || comment.html_url.includes('/pull/')) continue
    if (!isMirrored(comment, isPublic)) continue
    const number = numberOf(comment)
    const at = comment.updated_at
    if (!ids.has(number)) {
      // A second is read whole: otherwise the next poll would begin where this one did.
      if (lookups >= maxLookups && at > since)
        return { events, next: { since: earlier(next.since, at), at, etag: null }, more: true }
      lookups += 1
      ids.set(number, await idOf(account, target, number, signal))
    }
    const id = ids.get(number)
    if (id) events.push(commentEvent({ target, id, key: String(number) }, comment))
  }
  return { events, next, more }
}

function earlier(one: string, other: string): string {
  return one < other ? one : other
}

/** Returns null if the issue is gone: its comment is gone too. */
async function idOf(account: GithubAccount, target: string, number: number, signal: AbortSignal) {
  try {
    const address = { ...(await repoOf(account, target, signal)), issue_number: number }
    const { data } = await account.client.rest.issues.get(address)
    return String(readAnswer(ApiIssue, data, `GitHub's answer about ${target}#${number}`).id)
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'missing') return null
    throw error
  }
}

import { isoOf, nextPage } from './calls.ts'

/**
 * How far a list has been read: from `since`, in GitHub's notation. `etag` is that very request's,
 * null for none.
 */
export interface Mark {
  readonly since: string
  readonly etag: string | null
}

/**
 * One request of a list, sorted by `updated_at`, oldest first; 304 where `if-none-match` still
 * holds.
 */
export type List<T> = (
  query: Record<string, unknown> & { since: string; headers?: { 'if-none-match'?: string } },
) => Promise<{
  readonly status: number
  readonly headers: Readonly<{ link?: string; etag?: string; date?: string }>
  readonly data: readonly T[]
}>

interface Entry {
  readonly id: number
  readonly updated_at: string
}

/** So many milliseconds may pass until every server of GitHub's shows a change. */
const settleMs = 60_000
/**
 * Enough for a thousand entries, and few enough for a Worker's subrequests; the rest is the next
 * poll's.
 */
const maxSteps = 10

/**
 * Everything in the list since `mark`, oldest first, and the mark to go on from. It steps by time,
 * not by page number: an entry changed meanwhile moves to the list's end, and pages behind it
 * would shift past us; nor does GitHub give numbered pages beyond the 1000th entry. While nothing
 * changes the mark stays, so that its ETag goes on to hold.
 */
export async function readSince<T extends Entry>(
  mark: Mark,
  list: List<T>,
): Promise<{ entries: readonly T[]; next: Mark }> {
  const headers = mark.etag ? { 'if-none-match': mark.etag } : {}
  const first = await list({ since: mark.since, headers })
  if (first.status === 304) return { entries: [], next: mark }
  const entries = new Map(first.data.map((entry) => [entry.id, entry]))
  let { since } = mark
  let answer = first
  let page = nextPage(first.headers)
  for (let steps = 1; page; ) {
    const last = answer.data.at(-1)?.updated_at ?? since
    // More than a page of entries may share one second: only then is a page asked for by number.
    if (last > since && ++steps > maxSteps)
      return { entries: sorted(entries), next: { since: last, etag: null } }
    answer = await list(last > since ? { since: last } : { since, ...page })
    since = last
    page = nextPage(answer.headers)
    for (const entry of answer.data) entries.set(entry.id, entry)
  }
  const whole = answer === first
  return { entries: sorted(entries), next: caughtUp(mark, sorted(entries), first.headers, whole) }
}

/** The ETag is kept where it covers all there is: on a second page a change would go unseen. */
function caughtUp(
  mark: Mark,
  entries: readonly Entry[],
  headers: { etag?: string; date?: string },
  whole: boolean,
): Mark {
  const newest = Date.parse(entries.at(-1)?.updated_at ?? mark.since)
  // By GitHub's clock: ours may be wrong.
  const answered = Date.parse(headers.date ?? '') || newest
  const since = isoOf(Math.min(newest, answered - settleMs))
  if (since > mark.since) return { since, etag: null }
  return { since: mark.since, etag: (whole && headers.etag) || null }
}

function sorted<T extends Entry>(entries: ReadonlyMap<number, T>): readonly T[] {
  return [...entries.values()].toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1))
}

import { z } from 'zod'
import { readList } from '../../kit/answer.ts'
import { isoOf, nextPage } from '../calls.ts'

/** How far a list has been read, in GitHub's notation of time. */
export const ListCursor = z.object({
  /** All changes before it have been seen. */
  since: z.string(),
  /** Where to go on if one answer did not hold everything; absent to begin at `since`. */
  at: z.string().exactOptional(),
  /** The ETag of the last request; null for none. */
  etag: z.string().nullable(),
})
export type ListCursor = Readonly<z.infer<typeof ListCursor>>

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

/** Milliseconds that may pass until every server of GitHub's shows a change. */
const settleMs = 60_000

/**
 * The next page of the list, oldest first, and the mark to go on from; `more` says that there is another. It steps by time,
 * not by page number: an entry changed meanwhile moves to the list's end, and pages behind it would shift past us; nor does
 * GitHub give numbered pages beyond the 1000th entry. While nothing changes the mark stays, so that its ETag goes on to hold.
 */
export async function readSince<T extends Entry>(
  mark: ListCursor,
  list: List<T>,
): Promise<{ entries: readonly T[]; next: ListCursor; more: boolean }> {
  const since = mark.at ?? mark.since
  const headers = mark.etag ? { 'if-none-match': mark.etag } : {}
  const first = await list({ since, headers })
  if (first.status === 304) return { entries: [], next: mark, more: false }
  const listed = readList(first.data, "GitHub's list")
  const entries = new Map(listed.map((entry) => [entry.id, entry]))
  let last = listed.at(-1)?.updated_at ?? since
  let page = nextPage(first.headers)
  // More than a page of entries may share one second: only then is a page asked for by number.
  while (page && last === since) {
    const answer = await list({ since, ...page })
    for (const entry of readList(answer.data, "GitHub's list")) entries.set(entry.id, entry)
    last = answer.data.at(-1)?.updated_at ?? since
    page = nextPage(answer.headers)
  }
  const read = [...entries.values()].toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : 1))
  const seen = seenUntil(mark, last, first.headers.date)
  if (page) return { entries: read, next: { since: seen, at: last, etag: null }, more: true }
  // Only the ETag of a list of one page is kept: it would hide a change on a second page.
  const covers = !nextPage(first.headers) && !mark.at && seen === mark.since
  const etag = (covers && first.headers.etag) || null
  return { entries: read, next: { since: seen, etag }, more: false }
}

/** Where to begin again after `last`: what other servers do not show yet is asked for again, however long the list. */
function seenUntil({ since, at = since }: ListCursor, last: string, date = ''): string {
  if (at > since) return since
  // By GitHub's clock: ours may be wrong.
  const answered = Date.parse(date) || Date.parse(last)
  const settled = isoOf(Math.min(Date.parse(last), answered - settleMs))
  return settled > since ? settled : since
}

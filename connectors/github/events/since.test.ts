import { describe, expect, it } from 'vitest'
import { type List, type ListCursor, readSince } from './since.ts'

interface Entry {
  readonly id: number
  readonly updated_at: string
}

const start: ListCursor = { since: at(0), etag: null }

describe('reading a list', () => {
  it('skips nothing that moves while it is read', async () => {
    const entries = new Map(range(350).map((id) => [id, { id, updated_at: at(id) }]))
    const source = listOf(() => [...entries.values()])
    let requests = 0
    const list: List<Entry> = async (query) => {
      const answer = await source.list(query)
      // While the second page is on its way, what the first one held moves to the list's end.
      if (++requests < 3) for (const id of range(60)) entries.set(id, { id, updated_at: at(1000) })
      return answer
    }

    const read = (await readAll(start, list)).flatMap(({ entries }) => entries)

    expect(new Set(read.map(({ id }) => id))).toEqual(new Set(range(350)))
  })

  it('reads a second that holds more than a page at once', async () => {
    const source = listOf(() => range(350).map((id) => ({ id, updated_at: at(5) })))

    const [early, rest, ...more] = await readAll(start, source.list)

    expect(early?.next).toEqual({ since: at(5), at: at(5), etag: null })
    expect(rest?.entries).toHaveLength(350)
    expect(rest?.next).toEqual({ since: at(5), etag: null })
    expect(more).toEqual([])
  })

  it('reads a page at a time and goes on from there', async () => {
    const source = listOf(() => range(250).map((id) => ({ id, updated_at: at(id) })))

    const reads = await readAll(start, source.list)

    // Each begins with the entry that the one before ended with.
    expect(reads.map(({ entries }) => entries[0]?.id)).toEqual([1, 100, 199])
    expect(reads.at(-1)?.entries.at(-1)?.id).toBe(250)
    expect(source.sinces).toHaveLength(3)
  })

  it('asks again for the last minute, which other servers may not show yet', async () => {
    const source = listOf(() => [{ id: 1, updated_at: at(3590) }], at(3600))

    const { next } = await readSince(start, source.list)

    expect(next).toEqual({ since: at(3540), etag: null })
  })

  it('and for all of that minute, though it holds more than a page', async () => {
    const source = listOf(
      () => range(350).map((id) => ({ id, updated_at: at(3400 + id) })),
      at(3600),
    )

    const reads = await readAll(start, source.list)

    expect(reads.at(-1)?.entries.at(-1)?.id).toBe(350)
    expect(reads.at(-1)?.next).toEqual({ since: at(3540), etag: null })
  })

  it('keeps the ETag of a single page alone', async () => {
    const one = listOf(() => [{ id: 1, updated_at: at(0) }])
    const two = listOf(() => range(150).map((id) => ({ id, updated_at: at(0) })))

    const marks = [await readSince(start, one.list), await readSince(start, two.list)]

    expect(marks.map(({ next }) => next.etag)).toEqual(['W/"1"', null])
  })

  it('stays where it is while nothing changes', async () => {
    const mark = { since: at(0), etag: 'W/"1"' }
    const source = listOf(() => [{ id: 1, updated_at: at(0) }])

    const { entries, next } = await readSince(mark, source.list)

    expect(entries).toEqual([])
    expect(next).toBe(mark)
  })

  it('fails as a whole when a page fails', async () => {
    const source = listOf(() => range(150).map((id) => ({ id, updated_at: at(0) })))
    const list: List<Entry> = (query) =>
      query.page === undefined ? source.list(query) : Promise.reject(new Error('late'))

    await expect(readSince(start, list)).rejects.toThrow('late')
  })
})

/** All there is, by as many reads as it takes. */
async function readAll(mark: ListCursor, list: List<Entry>) {
  const reads: Awaited<ReturnType<typeof readSince<Entry>>>[] = []
  do reads.push(await readSince(reads.at(-1)?.next ?? mark, list))
  while (reads.at(-1)?.more)
  return reads
}

/** A list as GitHub gives it: by `updated_at`, a hundred at a time. */
function listOf(all: () => readonly Entry[], date = at(100_000)) {
  const sinces: string[] = []
  const list: List<Entry> = async ({ since, page = 1, headers }) => {
    sinces.push(since)
    if (headers?.['if-none-match'] === 'W/"1"') return { status: 304, headers: {}, data: [] }
    const found = all()
      .filter((entry) => entry.updated_at >= since)
      .toSorted((a, b) => (a.updated_at < b.updated_at ? -1 : a.updated_at > b.updated_at ? 1 : 0))
    const [from, to] = [(Number(page) - 1) * 100, Number(page) * 100]
    const link = `<https://api.github.com/x?page=${Number(page) + 1}>; rel="next"`
    const more = found.length > to ? { link } : {}
    const reply = { etag: 'W/"1"', date: new Date(date).toUTCString(), ...more }
    return { status: 200, headers: reply, data: found.slice(from, to) }
  }
  return { list, sinces }
}

function at(seconds: number): string {
  return `${new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().slice(0, 19)}Z`
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}

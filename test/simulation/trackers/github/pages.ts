import type { Reply } from '../../network/network.ts'
import { stamp } from './issues.ts'

interface Entry {
  readonly created_at: number
  readonly updated_at: number
}

/** A page of a list, sorted and cut as its query asks. */
export function pageOf<T extends Entry>(
  all: readonly T[],
  url: URL,
  present: (entry: T) => unknown,
): Reply {
  const query = url.searchParams
  const since = query.get('since') ?? ''
  const by = query.get('sort') === 'updated' ? 'updated_at' : 'created_at'
  const sign = query.get('direction') === 'desc' ? -1 : 1
  const size = Number(query.get('per_page') ?? 30)
  const page = Number(query.get('page') ?? 1)
  const found = all
    .filter(({ updated_at }) => stamp(updated_at) >= since)
    .toSorted((one, other) => sign * (one[by] - other[by]))
  const shown = found.slice((page - 1) * size, page * size)
  const next = new URL(url)
  next.searchParams.set('page', String(page + 1))
  const link = found.length > page * size ? { link: `<${next}>; rel="next"` } : {}
  return { status: 200, body: shown.map(present), headers: link }
}

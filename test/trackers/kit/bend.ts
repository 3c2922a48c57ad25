/** Changes an answer on its way to the connector: its JSON as the tracker sent it, and what was asked for. */
export type Bend = (json: unknown, request: { method: string; path: string }) => unknown

/** A fetch whose JSON answers `bend` may change; null lets them pass. */
export function bendingFetch(bend: () => Bend | null): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    const change = bend()
    const text = await response.clone().text()
    if (!change || !response.ok || !/^\s*[[{]/.test(text)) return response
    const { pathname, search } = new URL(input instanceof Request ? input.url : input)
    const path = decodeURIComponent(pathname + search)
    const json = change(JSON.parse(text), { method: init?.method ?? 'GET', path })
    const headers = new Headers(response.headers)
    for (const name of ['content-length', 'content-encoding', 'etag']) headers.delete(name)
    return new Response(JSON.stringify(json), { status: response.status, headers })
  }
}

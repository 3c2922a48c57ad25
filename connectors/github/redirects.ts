type Fetch = typeof fetch

/**
 * A fetch that follows redirects only where the request stays what it was: a read, or a write
 * redirected by 307 or 308, on the same host, so that neither a POST becomes a GET nor the log-in
 * goes elsewhere. Any other redirect is the answer. GitHub answers 301 to reads and 307 to writes
 * of a renamed repository.
 */
export function followSafely(fetch: Fetch): Fetch {
  return async (input, init) => {
    let url = String(input)
    for (let hops = 0; ; hops++) {
      const response = await fetch(url, { ...init, redirect: 'manual' })
      const next = destination(response, url, init?.method ?? 'GET')
      if (!next || hops === 3) return response
      await response.body?.cancel()
      url = next
    }
  }
}

function destination(response: Response, url: string, method: string): string | null {
  const location = response.headers.get('location')
  const next = location && URL.parse(location, url)
  if (!next || next.origin !== new URL(url).origin) return null
  const stays = response.status === 307 || response.status === 308
  const follows = stays || (method === 'GET' && [301, 302].includes(response.status))
  return follows ? next.href : null
}

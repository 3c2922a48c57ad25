type Fetch = typeof fetch

/** An issue may have been transferred several times. */
const mostHops = 5

/**
 * A fetch that follows redirects of reads on the same host, so that the log-in goes nowhere else. A
 * redirected write is not followed: it would reach another place than was addressed.
 * GitHub redirects for renamed repositories and for transferred issues.
 */
export function followReads(fetch: Fetch): Fetch {
  return async (input, init) => {
    let url = String(input)
    for (let hops = 0; ; hops++) {
      const response = await fetch(url, { ...init, redirect: 'manual' })
      const next = destination(response, url, init?.method ?? 'GET')
      if (!next || hops === mostHops) return response
      await response.body?.cancel()
      url = next
    }
  }
}

function destination(response: Response, url: string, method: string): string | null {
  const location = response.headers.get('location')
  const next = location && URL.parse(location, url)
  if (!next || next.origin !== new URL(url).origin) return null
  const isRedirect = [301, 302, 307, 308].includes(response.status)
  return method === 'GET' && isRedirect ? next.href : null
}

import type { RemoteRef } from '../../src/domain/issue.ts'

/**
 * Our clock and GitHub's may differ by this many milliseconds before a look-up misses what it
 * looks for.
 */
const skewMs = 10 * 60_000

/** `owner/repo` as Octokit wants it, with the signal that ends the call. */
export function repoOf(target: string, signal: AbortSignal) {
  const [owner = '', repo = ''] = target.split('/')
  return { owner, repo, request: { signal } }
}

/** The address of an issue: GitHub's paths go by number, which is its key. */
export function addressOf(issue: RemoteRef, signal: AbortSignal) {
  return { ...repoOf(issue.target, signal), issue_number: Number(issue.key) }
}

/**
 * The earliest moment, in GitHub's notation, at which something first owed at `since` can have
 * been made.
 */
export function notBefore(since: number): string {
  return isoOf(since - skewMs)
}

/** Epoch milliseconds in GitHub's notation, whole seconds. */
export function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/**
 * A list's next page, for a call's parameters: numbered or by cursor, as GitHub says; null
 * at its end.
 */
export function nextPage(headers: { link?: string | undefined }): Record<string, string> | null {
  const url = /<([^>]+)>; rel="next"/.exec(headers.link ?? '')?.[1]
  const query = url && URL.parse(url)?.searchParams
  if (!query) return null
  const kept = ['page', 'after', 'cursor'].flatMap((name) => {
    const value = query.get(name)
    return value ? [[name, value]] : []
  })
  return Object.fromEntries(kept)
}

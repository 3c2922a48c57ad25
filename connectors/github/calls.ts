import { skewMs } from '../kit/clock.ts'

/**
 * The earliest moment, in GitHub's notation, at which something first tried at `since` can have
 * been made.
 */
export function notBefore(since: number): string {
  return isoOf(since - skewMs)
}

/** Epoch milliseconds in GitHub's notation, whole seconds. */
export function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** The number of a list's last page; null if GitHub does not say it, as on the last page itself. */
export function lastPage(headers: { link?: string | undefined }): number | null {
  const url = /<([^<>]+)>; rel="last"/.exec(headers.link ?? '')?.[1]
  const page = url && URL.parse(url)?.searchParams.get('page')
  return page ? Number(page) : null
}

/**
 * A list's next page, for a call's parameters: numbered or by cursor, as GitHub says; null
 * at its end.
 */
export function nextPage(headers: { link?: string | undefined }): Record<string, string> | null {
  const url = /<([^<>]+)>; rel="next"/.exec(headers.link ?? '')?.[1]
  const query = url && URL.parse(url)?.searchParams
  if (!query) return null
  const kept = ['page', 'after', 'cursor'].flatMap((name) => {
    const value = query.get(name)
    return value ? [[name, value]] : []
  })
  return Object.fromEntries(kept)
}

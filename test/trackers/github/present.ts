import { createHash } from 'node:crypto'
import type { Clock } from '../kit/clock.ts'
import type { Call, Reply } from './wire.ts'

/**
 * A reply as GitHub would send it: stamps on this clock, close reasons, rate headers, and 304
 * where the ETag holds.
 */
export function present(
  call: Call,
  reply: Reply,
  clock: Clock,
  isDuplicate: (issue: string) => boolean,
): Reply {
  const isJson = reply.headers['content-type']?.startsWith('application/json')
  const body = isJson ? JSON.stringify(JSON.parse(reply.body, asShown)) : reply.body
  const headers = { ...reply.headers, ...rateHeaders(clock.now()) }
  if (call.method !== 'GET' || reply.status !== 200) return { ...reply, headers, body }
  const tag = createHash('sha256').update(`${call.token}\n${reply.headers.link}\n${body}`)
  const etag = `W/"${tag.digest('hex')}"`
  if (call.ifNoneMatch !== etag) return { ...reply, headers: { ...headers, etag }, body }
  return { status: 304, headers: { ...rateHeaders(clock.now()), etag }, body: '' }

  function asShown(key: string, value: unknown): unknown {
    if (key.endsWith('_at') && typeof value === 'string') return clock.show(value)
    // Whatever the emulator says: findings go to private repositories.
    if (key === 'private') return true
    const issue = value as { state_reason?: unknown; url?: unknown } | null
    if (issue?.state_reason === 'not_planned' && isDuplicate(String(issue.url))) {
      return { ...issue, state_reason: 'duplicate' }
    }
    return value
  }
}

/** Never near the hourly limit: content creation has limits of its own. */
function rateHeaders(now: number): Record<string, string> {
  return {
    date: new Date(now).toUTCString(),
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': String(Math.floor(now / 1000) + 3600),
  }
}

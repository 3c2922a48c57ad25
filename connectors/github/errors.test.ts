import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../src/domain/errors.ts'
import { jsonOf, openCanned } from '../../test/trackers/github/canned.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const token = 'ghp_verySecret'
const repo = { owner: 'a', repo: 'b' }

const noAnswer: readonly [string, Error, string][] = [
  ['a refused connection', refused('ECONNREFUSED'), 'cannot be reached (connection refused)'],
  ["workerd's lost connection", new Error('Network connection lost.'), 'gave no answer (Error)'],
  [
    'one that speaks of a rate limit',
    new Error('secondary rate limit, 404'),
    'gave no answer (Error)',
  ],
  ['an abort', new DOMException('stop', 'AbortError'), 'gave no answer (AbortError)'],
  ['a timeout', new DOMException('late', 'TimeoutError'), 'cannot be reached (no answer in time)'],
  [
    `one that repeats what was sent`,
    new TypeError(`Bearer ${token}`),
    'gave no answer (TypeError)',
  ],
]

const answers: readonly [FailureKind, string, Response][] = [
  ['unavailable', '200 that is not JSON', new Response('<html>')],
  ['unavailable', '200 with half its JSON', jsonOf(200, '{"id": 1, "na')],
  ['unavailable', '200 whose body breaks off', jsonOf(200, broken())],
  ['unavailable', '500', says(500, 'Server Error')],
  ['unavailable', "502 of a gateway's", new Response('<h1>Bad Gateway</h1>', { status: 502 })],
  ['unavailable', '503 with a delay', jsonOf(503, '{}', { 'retry-after': '5' })],
  ['unavailable', '408', jsonOf(408)],
  ['unauthorized', '401', says(401, 'Bad credentials')],
  ['forbidden', '403', says(403, 'Resource not accessible by personal access token')],
  ['forbidden', '403 with some of the limit left', jsonOf(403, '{}', limit(10, 90))],
  ['forbidden', '410 for issues turned off', says(410, 'Issues are disabled for this repo')],
  ['missing', '404', says(404, 'Not Found')],
  ['missing', '410', says(410, 'This issue was deleted')],
  ['rejected', '400', says(400, 'Problems parsing JSON')],
  ['rejected', '409', says(409, 'Git Repository is empty.')],
  ['rejected', '422', says(422, 'Validation Failed')],
  ['rejected', '451', jsonOf(451)],
]

const limits: readonly [number | null, string, Response][] = [
  [30_000, '403 with a delay', jsonOf(403, '{}', { 'retry-after': '30' })],
  [90_000, '403 with nothing left', jsonOf(403, '{}', limit(0, 90))],
  [0, '403 after the reset', jsonOf(403, '{}', limit(0, -90))],
  [null, '403 in words', says(403, 'You have exceeded a secondary rate limit.')],
  [null, "an old server's 403", says(403, 'You have triggered an abuse detection mechanism')],
  [null, '422 for haste', jsonOf(422, '{"errors":[{"message":"was submitted too quickly"}]}')],
  [null, '429', jsonOf(429)],
  [7000, '429 with a delay', jsonOf(429, '{}', { 'retry-after': '7', ...limit(0, 90) })],
  [120_000, '429 until a date', jsonOf(429, '{}', { 'retry-after': dateIn(120) })],
  [0, '429 until a date that is past', jsonOf(429, '{}', { 'retry-after': dateIn(-120) })],
  [null, '429 with nonsense', jsonOf(429, '{}', { 'retry-after': 'in 5' })],
  [
    90_000,
    '429 with nonsense and a reset',
    jsonOf(429, '{}', { 'retry-after': '?', ...limit(0, 90) }),
  ],
]

const detailed = JSON.stringify({
  message: 'Failed',
  errors: [
    { field: 'body', code: 'custom', message: 'too\nlong' },
    { field: 'title', code: 'missing_field' },
    'more',
    null,
  ],
})

describe('errors', () => {
  it.each(noAnswer)('calls %s unavailable', async (_, error, reason) => {
    const failure = await failureOf(error)

    const message = `GitHub ${reason}`
    expect(failure).toMatchObject({ name: 'TrackerError', kind: 'unavailable', message })
    expect(failure.message).not.toContain(token)
  })

  it.each(answers)('calls %s: %s', async (kind, _, answer) => {
    const failure = await failureOf(answer)

    expect(failure).toMatchObject({ kind, retryAfterMs: null, scope: 'account' })
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(token)
  })

  it.each([
    'Unable to create comment because issue is locked.',
    'Commenting is disabled on issues with more than 2500 comments.',
  ])('says that a 403 is about one issue only: %s', async (message) => {
    expect(await failureOf(says(403, message))).toMatchObject({ kind: 'forbidden', scope: 'issue' })
  })

  it.each(limits)('waits %s ms after %s', async (retryAfterMs, _, answer) => {
    expect(await failureOf(answer)).toMatchObject({ kind: 'limited', retryAfterMs })
  })

  it.each([
    ['Bad credentials', says(401, 'Bad credentials')],
    ['GitHub answered 401 without a reason', new Response('<h1>Bad Gateway</h1>', { status: 401 })],
    ['Failed (too long; title missing_field; more; null)', jsonOf(401, detailed)],
  ])("gives GitHub's own words: %s", async (words, answer) => {
    expect((await failureOf(answer)).message).toBe(words)
  })

  it('never tries again by itself', async () => {
    const { client, sent } = openCanned([jsonOf(500), jsonOf(200)])

    await client.rest.repos.get(repo).catch(() => null)

    expect(sent).toHaveLength(1)
  })
})

async function failureOf(answer: Response | Error) {
  const { client } = openCanned([answer], { token, now })
  return client.rest.repos.get(repo).catch((error) => error)
}

function says(status: number, message: string): Response {
  return jsonOf(status, JSON.stringify({ message }))
}

function limit(left: number, resetSeconds: number): Record<string, string> {
  const reset = String(now / 1000 + resetSeconds)
  return { 'x-ratelimit-remaining': String(left), 'x-ratelimit-reset': reset }
}

function dateIn(seconds: number): string {
  return new Date(now + seconds * 1000).toUTCString()
}

function refused(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })
}

function broken(): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.error(new Error('closed')) })
}

import { inspect } from 'node:util'
import { getCurrentUser } from 'jira.js/cloud'
import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../src/domain/errors.ts'
import { contextOf } from '../../test/trackers/kit/context.ts'
import { cloud } from './dialect/cloud.ts'
import { openClient } from './login/client.ts'
import { settings } from './login/settings.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const token = 'ATATT-verySecret'
const forever = new AbortController().signal
const refusedLogin = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }

const noAnswer: readonly [string, Error, string][] = [
  ['a refused connection', refused('ECONNREFUSED'), 'cannot be reached (connection refused)'],
  ["workerd's lost connection", new Error('Network connection lost.'), 'gave no answer (Error)'],
  ['an abort', new DOMException('stop', 'AbortError'), 'gave no answer (AbortError)'],
  ['a timeout', new DOMException('late', 'TimeoutError'), 'cannot be reached (no answer in time)'],
  ['one that repeats what was sent', new TypeError(`Basic ${token}`), 'gave no answer (TypeError)'],
]

const answers: readonly [FailureKind, string, Response][] = [
  ['unavailable', '200 that is not JSON', answer(200, '<html>')],
  ['unavailable', '200 with half its JSON', answer(200, '{"accountId": 1, "na')],
  ['unavailable', '200 whose body breaks off', answer(200, broken())],
  ['unavailable', '301', answer(301, '', { location: 'https://acme.atlassian.net/x?a=1' })],
  ['unavailable', '302', answer(302, '')],
  ['unavailable', '408', answer(408)],
  ['unavailable', '409 for an issue that is being changed', answer(409)],
  ['unavailable', '500', says(500, 'Internal server error')],
  ['unavailable', "502 of a gateway's", answer(502, '<h1>Bad Gateway</h1>')],
  ['unavailable', '503 with a delay', answer(503, '{}', { 'retry-after': '5' })],
  ['unauthorized', '401', says(401, 'Client must be authenticated to access this resource.')],
  ['unauthorized', '200 as to an anonymous user', answer(200, '{}', refusedLogin)],
  [
    'unauthorized',
    '403 after too many log-ins',
    answer(403, '{}', { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }),
  ],
  ['unauthorized', '404 as to an anonymous user', answer(404, '{}', refusedLogin)],
  [
    'forbidden',
    '401 for a scope that the token lacks',
    answer(401, '{"code":401,"message":"Unauthorized; scope does not match"}'),
  ],
  ['forbidden', '403', says(403, 'Forbidden')],
  [
    'forbidden',
    '400 for who may not file',
    answer(400, '{"errors":{"project":"You cannot create issues in this project."}}'),
  ],
  [
    'forbidden',
    '400 for who may not comment',
    says(400, 'You do not have the permission to comment on this issue.'),
  ],
  ['missing', '404', says(404, 'Issue does not exist or you do not have permission to see it.')],
  ['missing', '410', says(410, 'The requested API has been removed.')],
  ['rejected', '400', answer(400, '{"errors":{"priority":"is wrong"}}')],
  ['rejected', '413', answer(413)],
  ['rejected', '415', answer(415)],
  ['rejected', '422', answer(422)],
]

describe('errors of Jira', () => {
  it.each(noAnswer)('%s is unavailable', async (_, error, reason) => {
    const failure = await failureOf(error)

    const message = `Jira ${reason}`
    expect(failure).toMatchObject({ name: 'TrackerError', kind: 'unavailable', message })
    expect(inspect(failure.message)).not.toContain(token)
  })

  it.each(answers)('%s is the name of %s', async (kind, _, response) => {
    const failure = await failureOf(response)

    expect(failure).toMatchObject({
      name: 'TrackerError',
      kind,
      retryAfterMs: null,
      scope: 'account',
    })
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(token)
  })

  it.each([
    [null, 'account', {}],
    [7000, 'account', { 'retry-after': '7', 'ratelimit-reason': 'jira-burst-based' }],
    [120_000, 'account', { 'retry-after': new Date(now + 120_000).toUTCString() }],
    [null, 'account', { 'retry-after': 'soon' }],
    [2000, 'issue', { 'retry-after': '2', 'ratelimit-reason': 'jira-per-issue-on-write' }],
  ])('a limit waits %s ms and is about the %s: %j', async (retryAfterMs, scope, headers) => {
    const failure = await failureOf(answer(429, '{}', headers))

    expect(failure).toMatchObject({ kind: 'limited', retryAfterMs, scope })
  })

  it.each([
    ['Forbidden', says(403, 'Forbidden')],
    [
      'a; summary: too long',
      answer(400, '{"errorMessages":["a"],"errors":{"summary":"too\\nlong"}}'),
    ],
    [
      'Client must be authenticated to access this resource.',
      answer(401, 'Client must be authenticated to access this resource.'),
    ],
    ['Jira answered 403 without a reason', answer(403, '<!doctype html><h1>Blocked</h1>')],
    ['Jira answered 403 without a reason', answer(403, '')],
    [
      "Jira redirects to https://acme.atlassian.net/x: set JIRA_URL to the site's own address",
      answer(301, '', { location: 'https://acme.atlassian.net/x?a=1' }),
    ],
  ])("Jira's own words are given: %s", async (words, response) => {
    expect((await failureOf(response)).message).toBe(words)
  })

  it('a request ends when its signal aborts, and the failure is unavailable', async () => {
    const stop = new AbortController()
    const hanging: typeof fetch = (_, init) =>
      new Promise((_, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      )
    const asking = getCurrentUser(open(hanging)(stop.signal))
    stop.abort()

    await expect(asking).rejects.toMatchObject({ kind: 'unavailable' })
  })
})

async function failureOf(response: Response | Error) {
  const send = async () => {
    if (response instanceof Response) return response
    throw response
  }
  return getCurrentUser(open(send)(forever)).then(
    () => expect.unreachable(),
    (error) => error,
  )
}

function open(send: typeof fetch) {
  const env = settings.parse({ JIRA_URL: 'https://acme.atlassian.net', JIRA_TOKEN: token })
  if (!env) throw new Error('the settings are empty')
  return openClient(env, cloud, contextOf({ fetch: send, now: () => now }))
}

function answer(status: number, body: BodyInit = '{}', headers: Record<string, string> = {}) {
  return new Response(body, { status, headers })
}

function says(status: number, message: string): Response {
  return answer(status, JSON.stringify({ errorMessages: [message], errors: {} }))
}

function refused(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })
}

function broken(): ReadableStream {
  return new ReadableStream({ start: (controller) => controller.error(new Error('closed')) })
}

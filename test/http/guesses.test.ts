import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import type { Deps } from '../../src/deps.ts'
import { HttpError } from '../../src/domain/errors.ts'
import { isAdmin } from '../../src/http/login/session.ts'
import { guardAgainstGuesses } from '../../src/http/refusals/guard.ts'
import { createRefusals } from '../../src/platform/refusals.ts'
import { adminToken, konduktoSecret, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

const own = 'http://127.0.0.1:8787'
const guesser = '192.0.2.1'
const other = '192.0.2.2'
const holm = { HOLM_TOKEN: 'holm-hook-token' }

let bridge: TestBridge
const clock = { now: 0 }
beforeEach(() => {
  clock.now = Date.parse('2026-01-01')
  bridge = startBridge({ clock, env: holm, live: false })
})
afterEach(() => bridge.stop())

describe('after ten refusals in a minute', () => {
  it('the log-in answers 429 to every token from that address, and to no other', async () => {
    for (let count = 0; count < 10; count += 1)
      expect((await logIn('wrong', guesser)).status).toBe(403)

    const right = await logIn(adminToken, guesser)

    expect(right.status).toBe(429)
    expect(right.headers.get('retry-after')).toBe('60')
    expect(right.headers.get('set-cookie')).toBeNull()
    expect((await logIn(adminToken, other)).status).toBe(303)
  })

  it('and takes the right one again when a minute has passed', async () => {
    for (let count = 0; count < 10; count += 1) await logIn('wrong', guesser)
    clock.now += 60_000

    expect((await logIn(adminToken, guesser)).status).toBe(303)
  })

  it('so does everything that takes the admin token, but a session goes on', async () => {
    const [cookie = ''] =
      (await logIn(adminToken, guesser)).headers.get('set-cookie')?.split(';') ?? []
    for (let count = 0; count < 10; count += 1)
      expect((await get('/admin/jobs', guesser, bearer('wrong'))).status).toBe(403)

    expect((await get('/admin/jobs', guesser, bearer(adminToken))).status).toBe(429)
    expect((await get('/admin/jobs', other, bearer(adminToken))).status).toBe(200)
    expect((await get('/admin/jobs', guesser, { Cookie: cookie })).status).toBe(200)
  })

  it('a scanner with the right secret is still heard, and one without it is asked to slow down', async () => {
    for (let count = 0; count < 10; count += 1)
      expect((await get('/api/v1/test', guesser, { 'X-Kondukto-Secret': 'wrong' })).status).toBe(
        403,
      )

    const wrong = await get('/api/v1/test', guesser, { 'X-Kondukto-Secret': 'wrong' })
    const right = await get('/api/v1/test', guesser, { 'X-Kondukto-Secret': konduktoSecret })

    expect([wrong.status, right.status]).toEqual([429, 200])
  })

  it('the other doors are open: each counts its own', async () => {
    for (let count = 0; count < 11; count += 1) await post('/hooks/holm/wrong', guesser)

    expect((await post('/hooks/holm/wrong', guesser)).status).toBe(429)
    expect((await logIn(adminToken, guesser)).status).toBe(303)
  })

  it('a neighbour of an IPv6 address is the same guesser', async () => {
    for (let count = 0; count < 10; count += 1) await logIn('wrong', `2001:db8:0:1::${count}`)

    expect((await logIn(adminToken, '2001:DB8:0:1:ffff::1')).status).toBe(429)
    expect((await logIn(adminToken, '2001:db8:0:2::1')).status).toBe(303)
  })
})

it('a permalink does not say whether a token is right', async () => {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())

  expect((await get(`/i/${body.id}`, guesser, bearer('wrong'))).status).toBe(403)
})

it('nor does readyz, and a wrong token is no fault of the store', async () => {
  const answer = await get('/readyz', guesser, bearer('wrong'))

  expect(answer.status).toBe(403)
  expect(bridge.logged.join()).not.toContain('the store does not answer')
})

it('counts a wrong token even if the page is shown all the same', async () => {
  const { adminTokens } = parseConfig({ ADMIN_TOKEN: adminToken }, null)
  const config = { ...parseConfig({}, null), adminTokens }
  const deps = { config, refusals: createRefusals(Date.now), log() {} } as unknown as Deps
  const app = new Hono().use(guardAgainstGuesses(deps)).get('/', async (c) => {
    const knows = await isAdmin(c, deps).catch(() => false)
    return c.text(knows ? 'all' : 'little')
  })
  app.onError((error, c) => c.text('', error instanceof HttpError ? error.status : 500))
  const statuses: number[] = []
  for (let count = 0; count < 11; count += 1)
    statuses.push((await app.request('/', { headers: bearer('wrong') })).status)

  expect(statuses).toEqual([...Array(10).fill(200), 429])
})

it('takes the address from the header that the settings name, as proxies add to it', async () => {
  await bridge.stop()
  bridge = startBridge({ clock, env: { CLIENT_ADDRESS_HEADER: 'X-Forwarded-For' } })
  const from = (address: string) => ({ 'X-Forwarded-For': `10.0.0.1, ${address}` })
  for (let count = 0; count < 10; count += 1)
    await get('/admin/jobs', '127.0.0.1', { ...bearer('wrong'), ...from(guesser) })

  const blocked = { ...bearer(adminToken), ...from(guesser) }
  const free = { ...bearer(adminToken), ...from(other) }

  expect((await get('/admin/jobs', '127.0.0.1', blocked)).status).toBe(429)
  expect((await get('/admin/jobs', '127.0.0.1', free)).status).toBe(200)
})

it('logs each refusal with its cause and its address, without the secret, and stops when there are too many', async () => {
  for (let count = 0; count < 30; count += 1) await post('/hooks/holm/guess-in-path', guesser)

  const lines = bridge.logged.map((line) => JSON.parse(line))

  expect(lines).toHaveLength(11)
  expect(lines[0]).toMatchObject({
    message: 'a request was refused',
    method: 'POST',
    route: '/hooks/:source/*',
    address: guesser,
    reason: 'the token in the address is missing or wrong',
  })
  expect(lines[10].message).toBe('too many refusals: no more are logged for a minute')
  expect(bridge.logged.join()).not.toContain('guess-in-path')
})

it('logs a failed request by its route, as its path may hold a token', async () => {
  bridge.db.close()

  await post('/hooks/holm/holm-hook-token', guesser)

  expect(bridge.logged.join()).toContain('"route":"/hooks/:source/*"')
  expect(bridge.logged.join()).not.toContain('holm-hook-token')
  bridge = startBridge()
})

function bearer(token: string) {
  return { Authorization: `Bearer ${token}` }
}

function logIn(token: string, address: string): Promise<Response> {
  const init = { method: 'POST', headers: { Origin: own }, body: new URLSearchParams({ token }) }
  return bridge.fetch(new Request(`${own}/admin/login`, init), address)
}

function get(path: string, address: string, headers: Record<string, string>): Promise<Response> {
  return bridge.fetch(new Request(own + path, { headers }), address)
}

function post(path: string, address: string): Promise<Response> {
  const body = JSON.stringify({ ticket: { number: 1, status: 'Open' } })
  return bridge.fetch(new Request(own + path, { method: 'POST', body }), address)
}

import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { konduktoSecret, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { inboxOf } from './read.ts'

const stranger = '192.0.2.1'
const hour = 3_600_000

let bridge: TestBridge
const clock = { now: 0 }
beforeEach(() => {
  clock.now = Date.UTC(2026, 0, 1)
  bridge = startBridge({ clock, env: { HOLM_TOKEN: 'holm-hook-token' }, live: false })
})
afterEach(() => bridge.stop())

describe('a message that is refused is in the inbox, with its cause and without its body', () => {
  it.each<[string, string, string, RequestInit]>([
    ['Kondukto without its secret', 'kondukto', 'missing secret key', kondukto({})],
    [
      'Kondukto with a wrong one',
      'kondukto',
      'invalid secret key',
      kondukto({ 'X-Kondukto-Secret': 'wrong' }),
    ],
    ['a finding without a title', 'kondukto', 'title: is missing', good('{"severity":"low"}')],
    ['a text that is no JSON', 'kondukto', 'the body is not JSON', good('{"private":')],
    [
      'a body of another kind',
      'kondukto',
      'the Content-Type must be application/json',
      good('{}', { 'Content-Type': 'text/plain' }),
    ],
  ])('%s', async (_, source, reason, init) => {
    await send('/api/v1/issues', init)

    const [refused] = await inboxOf(bridge, '?outcome=refused')
    expect(refused).toMatchObject({ source, outcome: 'refused', body: null, count: 1 })
    expect(refused?.reason).toContain(reason)
    expect(refused?.address).toBe(stranger)
  })

  it('a change of an issue, which it names', async () => {
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
    const init = { method: 'PATCH', headers, body: '{"severity":"huge"}' }
    await send(`/api/v1/issues/${body.id}`, init)

    const [refused] = await inboxOf(bridge, '?outcome=refused')
    expect(refused).toMatchObject({ issueId: body.id, source: 'kondukto' })
    expect(refused?.reason).toContain('severity')
  })

  it("a scanner's hook with a wrong token, and one of a scanner that is not set up", async () => {
    await send('/hooks/holm/guess', { method: 'POST', body: '{}' })
    await send('/hooks/unheard-of/guess', { method: 'POST', body: '{}' })

    const refused = await inboxOf(bridge, '?outcome=refused')
    expect(refused.map(({ source, reason }) => [source, reason])).toEqual([
      ['unknown', 'There is no such address.'],
      ['holm', 'the token in the address is missing or wrong'],
    ])
  })

  it('a log-in', async () => {
    const headers = { Origin: 'http://bridge' }
    const body = new URLSearchParams({ token: 'a-guess' })
    await send('/admin/login', { method: 'POST', headers, body })
    await send('/admin/jobs', { headers: { Authorization: 'Bearer a-guess' } })

    const refused = await inboxOf(bridge, '?outcome=refused')
    expect(refused.map(({ source }) => source)).toEqual(['admin', 'admin'])
    expect(JSON.stringify(refused)).not.toContain('a-guess')
  })
})

describe('a stranger who is refused again and again does not fill the store', () => {
  it('20 in an hour have a row, and one more row counts the others', async () => {
    for (let count = 0; count < 500; count += 1) await guess(`192.0.2.${count % 250}`)
    clock.now += hour / 60
    await guess('192.0.2.251')

    const rows = await inboxOf(bridge)
    expect(rows).toHaveLength(21)
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(501)
    expect(rows.find(({ count }) => count > 1)).toMatchObject({ address: '192.0.2.251' })
  })

  it('they cost the store a write a minute and no more', async () => {
    for (let count = 0; count < 30; count += 1) await guess(stranger)
    const before = await changes()
    for (let count = 0; count < 100; count += 1) await guess(stranger)

    expect(await changes()).toBe(before)
  })

  it('what is refused for another cause is seen all the same', async () => {
    for (let count = 0; count < 100; count += 1) await guess(stranger)
    await send('/api/v1/issues', good('{"severity":"low"}'))

    const [last] = await inboxOf(bridge)
    expect(last?.reason).toBe('title: is missing')
  })

  it('and after an hour it has rows again', async () => {
    for (let count = 0; count < 100; count += 1) await guess(stranger)
    clock.now += hour
    await guess(stranger)

    expect(await inboxOf(bridge)).toHaveLength(22)
  })
})

it('a message is refused in the same words if the store takes no row of it', async () => {
  await bridge.db.query.run(sql`drop table inbox`)

  const answer = await send('/api/v1/issues', kondukto({}))

  expect(answer.status).toBe(403)
  expect(await answer.json()).toEqual({ message: 'missing secret key' })
  expect(bridge.logged.join()).toContain('a refusal was not recorded')
})

function kondukto(headers: Record<string, string>, body = '{}'): RequestInit {
  return { method: 'POST', body, headers }
}

function good(body: string, headers: Record<string, string> = {}): RequestInit {
  const usual = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
  return kondukto({ ...usual, ...headers }, body)
}

function guess(address: string): Promise<Response> {
  return send('/hooks/holm/guess', { method: 'POST', body: '{}' }, address)
}

function send(path: string, init: RequestInit, address = stranger): Promise<Response> {
  return bridge.fetch(new Request(`http://bridge${path}`, init), address)
}

/** How many rows were written since the store was opened. */
async function changes(): Promise<number> {
  const [row] = await bridge.db.query.all<{ n: number }>(sql`select total_changes() as n`)
  return row?.n ?? 0
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signBase64 } from '../../../src/platform/secrets/hmac.ts'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub, reply } from '../../support/memory-github.ts'
import { openTime, pass, readiness } from '../../support/running.ts'

const minute = 60_000
const secret = 'whsec_bG9ja3N0ZXAtc2VjcmV0LW9mLXRlc3Rz'

interface Sent {
  readonly headers: Headers
  readonly body: string
  readonly at: number
}

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
let sent: Sent[]
let answer: () => Response | Promise<Response>
beforeEach(() => {
  clock = openTime()
  github = openMemoryGithub(clock)
  sent = []
  answer = () => new Response(null, { status: 204 })
  bridge = start({ ALERT_URL: 'https://alerts.example/hook', ALERT_SECRET: secret })
})
afterEach(() => bridge.stop())

describe('an alert', () => {
  it('comes once within a minute when a log-in is refused, and once when that is over', async () => {
    github.meet(() => reply(401, { message: 'Bad credentials' }))
    await create()
    await create()
    await pass(bridge, clock, minute)
    const first = types()
    await pass(bridge, clock, 30 * minute)
    const later = types()
    github.meet(() => null)
    await pass(bridge, clock, 2 * minute)

    expect(first).toEqual(['lockstep.problem.opened'])
    expect(later).toEqual(first)
    expect(types()).toEqual(['lockstep.problem.opened', 'lockstep.problem.closed'])
    expect(bodies()[0]).toMatchObject({
      data: { cause: 'paused github', text: expect.stringContaining('Bad credentials') },
    })
  })

  it('comes once for all jobs of an account that failed for good', async () => {
    github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad title' }) : null))
    for (let count = 0; count < 5; count += 1) await create()
    await pass(bridge, clock, 5 * minute)
    const before = types()
    github.meet(() => null)
    await bridge.admin('/admin/jobs/redrive', { method: 'POST' })
    await pass(bridge, clock, minute)

    expect(before).toEqual(['lockstep.problem.opened'])
    expect(types()).toEqual(['lockstep.problem.opened', 'lockstep.problem.closed'])
  })

  it('is signed as Standard Webhooks says, and keeps its id when it is sent again', async () => {
    answer = () => new Response(null, { status: sent.length < 2 ? 503 : 200 })
    github.meet(() => reply(401, { message: 'Bad credentials' }))
    await create()
    await pass(bridge, clock, 3 * minute)

    const [first, second] = sent
    const [id, at] = [first?.headers.get('webhook-id'), first?.headers.get('webhook-timestamp')]
    expect(first?.headers.get('webhook-signature')).toBe(
      `v1,${await signBase64(`${id}.${at}.${first?.body}`, secret)}`,
    )
    expect(Number(at) * 1000).toBeLessThanOrEqual(clock.now)
    expect(second?.headers.get('webhook-id')).toBe(id)
    expect(sent).toHaveLength(2)
  })

  it('is a message of Slack if the address is one of Slack', async () => {
    await bridge.stop()
    bridge = start({ ALERT_URL: 'https://hooks.slack.com/services/T0/B0/slack-token' })
    github.meet(() => reply(401, { message: 'Bad credentials' }))
    await create()
    await pass(bridge, clock, minute)

    expect(bodies()).toEqual([
      { text: expect.stringMatching(/^Lockstep: GitHub refuses the log-in .*Bad credentials/) },
    ])
    expect(sent[0]?.headers.has('webhook-signature')).toBe(false)
  })

  it.each([
    ['refused', () => new Response(null, { status: 401 })],
    [
      'redirected',
      () => new Response(null, { status: 302, headers: { location: 'http://10.0.0.1' } }),
    ],
  ])('that is %s is given up, shown in readyz, and leads to no other alert', async (_, refuse) => {
    answer = refuse
    github.meet(() => reply(401, { message: 'Bad credentials' }))
    await create()
    await pass(bridge, clock, 30 * minute)

    expect(sent).toHaveLength(1)
    expect((await readiness(bridge)).why).toMatch(
      /Lockstep itself: 1 job failed.*ALERT_URL answered/,
    )
  })

  it('is asked for by no job if there is no address for it', async () => {
    await bridge.stop()
    bridge = start({})
    github.meet(() => reply(401, { message: 'Bad credentials' }))
    await create()
    await pass(bridge, clock, 5 * minute)

    const rows = await bridge.db.query.all<{ count: number }>(
      "select count(*) as count from jobs where kind in ('watch', 'alert')",
    )
    expect(rows).toEqual([{ count: 0 }])
    expect(sent).toEqual([])
  })
})

function start(env: Record<string, string>): TestBridge {
  const alerts = /alerts\.example|slack\.com/
  const network: typeof fetch = async (input, init) => {
    if (!alerts.test(String(input))) return github.fetch(input, init)
    sent.push({ headers: new Headers(init?.headers), body: String(init?.body), at: clock.now })
    return answer()
  }
  return startBridge({ clock, live: false, env: { ...github.env, ...env }, fetch: network })
}

function bodies(): { type: string; data: unknown }[] {
  return sent.map(({ body }) => JSON.parse(body))
}

function types(): string[] {
  return bodies().map(({ type }) => type)
}

async function create(): Promise<void> {
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
}

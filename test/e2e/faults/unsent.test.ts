import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'

let jira: Jira
let bridge: TestBridge
let refusals: string[]
beforeAll(async () => {
  jira = await startJira()
})
beforeEach(async () => {
  await jira.reset()
  refusals = []
  bridge = startBridge({ env: { ...settingsFor(jira), CREATE_WAIT_MS: '5000' }, fetch: send })
})
afterEach(() => bridge.stop())
afterAll(() => jira.stop())

it.each([
  ['is refused', 'ECONNREFUSED'],
  ['finds no address', 'ENOTFOUND'],
  ['finds no address just now', 'EAI_AGAIN'],
])(
  'a connection to Jira that %s costs a create less than two seconds, and no look-up',
  async (_, code) => {
    await create()
    jira.log.length = 0
    refusals = [code]
    const begun = performance.now()

    const { status, body } = await create()

    expect(status).toBe(201)
    expect(performance.now() - begun).toBeLessThan(2000)
    expect(body.links.html).toBe(`${jira.url}/browse/PAY-2`)
    expect(jira.log.filter((line) => /search|\/issue /.test(line))).toEqual([
      'POST /rest/api/3/issue 201',
    ])
  },
  20_000,
)

it('a connection to Jira that breaks after the request was sent is not simply tried again', async () => {
  refusals = ['ECONNRESET']

  const { body } = await create()

  expect(body.links.html).toContain(`/i/${body.id}`)
  expect(jira.calls('POST', /\/issue$/)).toBe(1)
}, 20_000)

const send: typeof fetch = async (input, init) => {
  const code = init?.method === 'POST' ? refusals.shift() : undefined
  // What was sent before it broke has been done.
  if (code === 'ECONNRESET') await fetch(input, init)
  if (code) throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  return fetch(input, init)
}

function create() {
  return bridge.kondukto('POST', '/api/v1/issues', makeFinding())
}

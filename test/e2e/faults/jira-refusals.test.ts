import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { attemptsAt, openJobs, openTime, pass, readiness, settle } from '../../support/running.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'

const second = 1000
const others = 20
const seraph = { 'x-seraph-loginreason': 'OK' }

let clock: Clock
let jira: Jira
let bridge: TestBridge
let refused: { path: RegExp; answer: () => Response } | null
beforeAll(async () => {
  clock = openTime()
  jira = await startJira({ clock: { now: () => clock.now, advance: async () => {} } })
})
beforeEach(async () => {
  await jira.reset()
  refused = null
  const env = { ...settingsFor(jira), CREATE_WAIT_MS: '0' }
  bridge = startBridge({ clock, live: false, env, fetch: send })
})
afterEach(() => bridge.stop())
afterAll(() => jira.stop())

describe.each([
  ['comment', /\/comment$/, () => wordless(403)],
  ['comment', /\/comment$/, () => noScope()],
  ['close', /\/transitions$/, () => wordless(403)],
  ['attach to', /\/attachments$/, () => wordless(403)],
] as const)('the Jira account may create, and not %s', (deed, path, answer) => {
  beforeEach(async () => {
    const id = await create()
    await settle(bridge, clock)
    refused = { path, answer }
    await doIt(id, deed)
  })

  it('every other finding is filed within seconds', async () => {
    for (let n = 0; n < others; n += 1) await create()

    await pass(bridge, clock, 20 * second)

    expect(jira.calls('POST', /\/issue$/)).toBe(1 + others)
  })

  it('the job has failed with the words of Jira, and neither account nor project is paused', async () => {
    await pass(bridge, clock, 60 * second)

    const [job] = await openJobs(bridge)
    expect(job?.state).toBe('failed')
    expect(job?.error).toBeTruthy()
    expect((await readiness(bridge)).why).not.toMatch(/refuses|not allowed|paused/)
  })
})

it('each of four comments that are written at once waits for its own requests and is charged with them', async () => {
  const ids = [await create(), await create(), await create(), await create()]
  await pass(bridge, clock, 20 * second)
  for (const id of ids) await doIt(id, 'comment')
  const jobs = (await openJobs(bridge)).filter(({ kind }) => kind === 'comment')

  await pass(bridge, clock, 20 * second)

  const tries = await Promise.all(jobs.map(({ id }) => attemptsAt(bridge, id)))
  expect(tries.map(([attempt]) => attempt?.writes)).toEqual([1, 1, 1, 1])
})

const send: typeof fetch = async (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  const isWrite = init?.method === 'POST'
  if (refused && isWrite && refused.path.test(pathname)) return refused.answer()
  return fetch(input, init)
}

function wordless(status: number): Response {
  return Response.json(
    { errorMessages: ['You do not have the permission.'], errors: {} },
    { status, headers: seraph },
  )
}

/** As a token answers that was given too little. */
function noScope(): Response {
  return Response.json(
    { code: 401, message: 'Unauthorized; scope does not match' },
    { status: 401 },
  )
}

async function create(): Promise<string> {
  return (await bridge.kondukto('POST', '/api/v1/issues', makeFinding())).body.id
}

async function doIt(id: string, deed: 'comment' | 'close' | 'attach to'): Promise<void> {
  const path = `/api/v1/issues/${id}`
  const file = { title: 'shot.png', base64_content: 'iVBORw0KGgo=' }
  if (deed === 'comment')
    await bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'a comment' }] })
  if (deed === 'close') await bridge.kondukto('PATCH', path, { status: 'closed' })
  if (deed === 'attach to')
    await bridge.kondukto('POST', `${path}/attachments`, { attachments: [file] })
}

import { afterEach, beforeEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../../support/bridge.ts'
import { makeFinding } from '../../../support/finding.ts'
import { eventually } from '../../../support/hosts/host.ts'
import { hang, type MemoryGithub, openMemoryGithub, reply } from '../../../support/memory-github.ts'
import { keepRunning } from '../../../support/running.ts'

const routes = `
routes:
  - when: { project: here }
    to: { tracker: local, target: here }
  - to: { tracker: github, target: "{project}" }`

const check = /^\/repos\/acme\/hung$/
const hung = /^\/repos\/acme\/hung/

let github: MemoryGithub
let bridge: TestBridge
let halt: () => Promise<void>
let isOver: AbortController
beforeEach(() => {
  isOver = new AbortController()
  const clock = {
    get now() {
      return Date.now()
    },
  }
  github = openMemoryGithub(clock)
  const env = { ...github.env, CREATE_WAIT_MS: '10000', POLL_SECONDS: '1' }
  bridge = startBridge({ env, routes, fetch: github.fetch })
  halt = keepRunning(bridge)
})
afterEach(async () => {
  isOver.abort()
  await halt()
  await bridge.stop()
})

it('a repository that hangs delays neither the polls of another nor a create in it', async () => {
  await create('acme/hung')
  await create('acme/well')
  hangAt(hung)
  await asked(hung)
  const before = calls(/acme\/well\/issues$/, 'GET')

  const took = await timeOf(() => create('acme/well'))
  await realSeconds(4)

  expect(took).toBeLessThan(1000)
  expect(calls(/acme\/well\/issues$/, 'GET') - before).toBeGreaterThanOrEqual(2)
}, 30_000)

it('a tracker whose polls hang delays nothing in another', async () => {
  await create('acme/hung')
  await create('here')
  hangAt(hung)
  await asked(hung)
  const id = (await create('here')).id
  await person('/admin/projects/here/issues/2/comments', { body: 'I am on it.' })

  const took = await timeOf(() =>
    eventually(async () => {
      const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}/comments`)
      expect(body.comments).toHaveLength(1)
    }),
  )

  expect(took).toBeLessThan(4000)
}, 30_000)

it('a paused account whose check hangs delays no create elsewhere, and is asked once', async () => {
  github.meet(() => reply(401, { message: 'Bad credentials' }))
  await create('acme/hung')
  const before = calls(check)
  hangAt(/./)
  await eventually(async () => expect(calls(check)).toBeGreaterThan(before))

  const times = [0, 0, 0, 0, 0]
  for (const n of times.keys()) times[n] = await timeOf(() => create('here'))

  expect(Math.max(...times)).toBeLessThan(1000)
  expect(calls(check) - before).toBe(1)
}, 30_000)

it('polls of a repository go on while 60 findings are filed in it, each taking a tenth of a second', async () => {
  await create('acme/shop')
  github.meet(({ method, act }) => (method === 'POST' ? realSeconds(0.1).then(() => act()) : null))
  const before = calls(/acme\/shop\/issues$/, 'GET')

  await Promise.all(Array.from({ length: 60 }, () => create('acme/shop')))

  expect(calls(/acme\/shop\/issues$/, 'GET') - before).toBeGreaterThanOrEqual(4)
}, 30_000)

/** Requests to paths like this hang until they are given up or the test is over. */
function hangAt(path: RegExp): void {
  github.meet((asked) => {
    if (isOver.signal.aborted || !path.test(asked.path)) return null
    return Promise.race([hang(asked), hang({ ...asked, signal: isOver.signal })])
  })
}

/** Until something more is asked for there. */
async function asked(path: RegExp): Promise<void> {
  const before = calls(path)
  await eventually(async () => expect(calls(path)).toBeGreaterThan(before))
}

function calls(path: RegExp, method?: string): number {
  return github.calls.filter(
    (call) => path.test(call.path) && (method === undefined || call.method === method),
  ).length
}

async function create(project: string): Promise<{ id: string }> {
  const finding = makeFinding({ project_name: project })
  return (await bridge.kondukto('POST', '/api/v1/issues', finding)).body
}

async function person(path: string, form: Record<string, string>): Promise<void> {
  const request = { method: 'POST', body: new URLSearchParams(form) }
  expect((await bridge.admin(path, request)).status).toBe(303)
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

function realSeconds(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000))
}

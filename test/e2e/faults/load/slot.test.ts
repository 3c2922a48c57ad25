import { afterEach, beforeEach, expect, it } from 'vitest'
import type { openSqlite } from '../../../../db/sqlite.ts'
import { type Clock, startBridge, type TestBridge } from '../../../support/bridge.ts'
import { makeFinding } from '../../../support/finding.ts'
import { eventually } from '../../../support/hosts/host.ts'
import { hang, type MemoryGithub, openMemoryGithub, reply } from '../../../support/memory-github.ts'
import { begin, keepRunning, nextWakeUp, openTime, readiness } from '../../../support/running.ts'
import { openStore } from '../../../support/store.ts'

const second = 1000

let clock: Clock
let github: MemoryGithub
let bridges: TestBridge[]
beforeEach(() => {
  clock = openTime()
  github = openMemoryGithub(clock)
  bridges = []
})
afterEach(async () => {
  const [first] = bridges
  for (const bridge of bridges.slice(1)) await bridge.tick()
  await first?.stop()
})

it('while another process holds the only slot of a tracker, this one is woken at most once a second', async () => {
  const one = open()
  const two = open(one)
  const over = new AbortController()
  github.meet((asked) => (asked.method === 'POST' ? hang({ ...asked, signal: over.signal }) : null))
  await create(one)
  await create(one)
  const { end } = await begin(one, () => github.calls.some(({ method }) => method === 'POST'))

  const waits: number[] = []
  for (let wakes = 0; wakes < 5; wakes += 1) {
    waits.push(await nextWakeUp(two, clock))
    clock.now += Math.max(0, waits.at(-1) ?? 0)
  }

  over.abort()
  await end
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(second)
})

it('600 creates while the tracker does not answer leave no heap of work behind', async () => {
  const { db, calls } = counted(openStore())
  const bridge = startBridge({ clock, db, env: github.env, fetch: github.fetch })
  bridges.push(bridge)
  const over = new AbortController()
  const refused = () => reply(401, { message: 'Bad credentials' })
  github.meet((asked) => hang({ ...asked, signal: over.signal }).catch(refused))
  const halt = keepRunning(bridge)
  for (let n = 0; n < 600; n += 1) await create(bridge)

  const before = calls()
  over.abort()
  await eventually(async () => expect((await readiness(bridge)).status).toBe(503))
  await halt()

  expect(calls() - before).toBeLessThan(200)
}, 60_000)

function open(other?: TestBridge): TestBridge {
  const db = other && { db: other.db }
  const bridge = startBridge({ clock, live: false, env: github.env, fetch: github.fetch, ...db })
  bridges.push(bridge)
  return bridge
}

async function create(bridge: TestBridge): Promise<void> {
  expect((await bridge.kondukto('POST', '/api/v1/issues', makeFinding())).status).toBe(201)
}

/** A store that counts how often it is asked or written to. */
function counted(real: ReturnType<typeof openSqlite>) {
  let count = 0
  const query = new Proxy(real.query, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        count += 1
        return value.apply(target, args)
      }
    },
  })
  return { db: { ...real, query }, calls: () => count }
}

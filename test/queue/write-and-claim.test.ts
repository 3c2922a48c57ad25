import { beforeEach, expect, it } from 'vitest'
import { listJobs } from '../../db/tables/queue/jobs.ts'
import type { Deps } from '../../src/deps.ts'
import { acceptFinding } from '../../src/intake/accept-finding.ts'
import { jobKinds } from '../../src/jobs/index.ts'
import { createEvents } from '../../src/queue/events.ts'
import { runnersOf } from '../../src/queue/run.ts'
import { findingOf, openSync } from '../support/sync.ts'

let sync: ReturnType<typeof openSync>
beforeEach(async () => {
  sync = openSync()
  // The place has been read once, so that it may be written to.
  await acceptFinding(sync.deps, reportOf('first'))
  await sync.deliver()
})

it('a new finding is stored though its event may make no call more, and waits for another', async () => {
  const { accept, deliver } = openEvent({ begin: () => null })

  const id = await accept('new')
  await deliver()

  expect(await statesOf(id)).toEqual(['ready'])
})

it('a second finding of an event is filed too, if it came after the claim for the first', async () => {
  const { accept, deliver } = openEvent()

  const first = await accept('new')
  const { id: second } = await acceptFinding(sync.deps, reportOf('newer'))
  await deliver()

  expect(await Promise.all([first, second].map(statesOf))).toEqual([['done'], ['done']])
})

it('of many findings of an event each is filed, once', async () => {
  const { accept, deliver } = openEvent()

  const ids = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(accept))
  await deliver()

  expect((await Promise.all(ids.map(statesOf))).flat()).toEqual(ids.map(() => 'done'))
  expect(sync.writes()).toBe(1 + ids.length)
})

/** An event of a Worker, which claims a finding's job in the call that stores it. */
function openEvent(budget: Deps['budget'] = sync.deps.budget) {
  const runner = runnersOf({ ...sync.deps, budget }, jobKinds)()
  const options = { recurring: () => [], hasClock: true }
  const events = createEvents({ ...sync.deps, budget }, runner, options)
  const deps = { ...sync.deps, writeAndWake: events.writeAndClaim }
  return {
    accept: async (key: string) => (await acceptFinding(deps, reportOf(key))).id,
    deliver: () => events.deliver(['local']),
  }
}

function reportOf(key: string) {
  return { finding: findingOf(key, 'open'), by: 'Scanner', asked: true }
}

async function statesOf(id: string): Promise<string[]> {
  return (await listJobs(sync.deps.db, id)).map(({ state }) => state)
}

import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acceptFindings } from '../../src/intake/accept-findings.ts'
import { findingOf, openSync } from '../support/sync.ts'

const count = 300
const reports = Array.from({ length: count }, (_, n) => {
  return { finding: findingOf(`f-${n}`, 'open'), by: 'Scanner', asked: false }
})

let sync: ReturnType<typeof openSync>
beforeEach(() => {
  sync = openSync()
})
afterEach(() => sync.close())

it('many findings of one message leave other work its turn', async () => {
  const taking = acceptFindings(sync.deps, reports)

  await expect(whichFirst(taking)).resolves.toBe('other work')
  await taking
})

it('and so does filing them in a tracker that answers at once', async () => {
  await acceptFindings(sync.deps, reports)

  const filing = sync.deliver()

  await expect(whichFirst(filing)).resolves.toBe('other work')
  await filing
  expect(sync.writes()).toBe(count)
})

it('and so does taking over what happened to them there', async () => {
  await sync.events()
  await acceptFindings(sync.deps, reports)
  await sync.deliver()
  const events = await sync.events()

  const hearing = sync.hear(events)

  await expect(whichFirst(hearing)).resolves.toBe('other work')
  await hearing
  expect(events).toHaveLength(count)
})

function whichFirst(work: Promise<unknown>): Promise<string> {
  return Promise.race([work.then(() => 'the work'), wait(0, 'other work')])
}

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findIssue, findIssuesByKeys, type Issue } from '../../db/tables/issues.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import type { TrackerEvent } from '../../src/domain/events.ts'
import type { Verdict } from '../../src/domain/finding.ts'
import type { Reason, State } from '../../src/domain/issue.ts'
import { type Known, onVerdict } from '../../src/domain/lifecycle.ts'
import { openSync } from '../support/sync.ts'

type Sync = ReturnType<typeof openSync>

const open: State = { status: 'open', reason: null }
const closed = (reason: Reason): State => ({ status: 'closed', reason })

let sync: Sync
beforeEach(() => {
  sync = openSync()
})
afterEach(() => sync.close())

/** What may happen, and how what happened in the tracker is told. */
type Step =
  | { readonly kind: 'scanner'; readonly verdict: Verdict }
  | { readonly kind: 'person'; readonly state: State }
  | { readonly kind: 'hear'; readonly which: readonly number[] }
  | { readonly kind: 'poll' }

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('scanner' as const),
      // A dismissal just after a person's "not planned" is the same to the tracker: whose it was cannot be told.
      verdict: fc.constantFrom<Verdict>('open', 'fixed'),
    }),
    fc.record({
      kind: fc.constant('person' as const),
      state: fc.constantFrom(open, closed('completed'), closed('not_planned'), closed('duplicate')),
    }),
    fc.record({
      kind: fc.constant('hear' as const),
      which: fc.array(fc.nat(20), { maxLength: 6 }),
    }),
    fc.record({ kind: fc.constant('poll' as const) }),
  ),
  { maxLength: 14 },
)

/** The lifecycle table applied to what really happened, in its order, as if everybody knew everything at once. */
function trueState(happened: readonly Step[]): State {
  let known: Known = { ...open, decidedBy: 'scanner', gone: false, isExplained: false }
  for (const step of happened) {
    if (step.kind === 'person') {
      const changed = step.state.status !== known.status || step.state.reason !== known.reason
      if (changed) known = { ...known, ...step.state, decidedBy: 'person' }
    }
    if (step.kind === 'scanner') {
      const said = { verdict: step.verdict, reason: '', by: '', asked: false }
      const { state } = onVerdict(said, known, 'reopen')
      if (state) known = { ...known, ...state, decidedBy: 'scanner' }
    }
  }
  return { status: known.status, reason: known.reason }
}

it('whatever scanner and people do, told late, twice and out of order, ends as the table says of the true order', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (happened) => {
      const one = openSync()
      const { issue, remoteId } = await file(one, 'f')
      await one.events()
      const told: TrackerEvent[] = []
      // A person can only change what is there to be seen.
      const truth: Step[] = []
      for (const step of happened) {
        one.pass(1000)
        if (step.kind === 'scanner') await one.say('f', step.verdict)
        const before = await stateOf(one, issue)
        if (step.kind === 'person') await one.set(remoteId, step.state)
        const changed = !isDeepStrictEqual(before, await stateOf(one, issue))
        if (step.kind === 'scanner' || (step.kind === 'person' && changed)) truth.push(step)
        if (step.kind === 'hear') await one.hear(step.which.flatMap((at) => told[at] ?? []))
        if (step.kind === 'poll') await one.poll()
        await one.deliver()
        told.push(...(await one.events()))
      }
      await one.hear(told.toReversed())
      await one.deliver()
      for (let polls = 0; polls < 2; polls += 1) {
        await one.poll()
        await one.deliver()
      }

      const row = await rowOf(one, issue)
      const state = await stateOf(one, issue)
      one.close()
      expect(state).toEqual(trueState(truth))
      expect({ status: row.status, reason: row.reason }).toEqual(state)
    }),
    { numRuns: 250 },
  )
}, 120_000)

it('an old reopening that the scanner has answered since does not undo a newer one that is not heard of yet', async () => {
  const { issue, remoteId } = await file(sync, 'f')
  sync.pass(1000)
  await sync.say('f', 'fixed')
  await sync.deliver()
  await sync.events()
  sync.pass(1000)
  await sync.set(remoteId, open)
  const old = await sync.events()
  sync.pass(1000)
  await sync.set(remoteId, closed('completed'))
  sync.pass(1000)
  await sync.say('f', 'fixed')
  sync.pass(1000)
  await sync.set(remoteId, open)

  await sync.hear(old)
  await sync.deliver()

  expect(await stateOf(sync, issue)).toEqual(open)
  expect(await rowOf(sync, issue)).toMatchObject(open)
})

it('10,000 changes, told by webhook and by polls, lead to no write of ours', async () => {
  const remotes: string[] = []
  for (let n = 0; n < 100; n += 1) remotes.push((await file(sync, `f${n}`)).remoteId)
  await sync.events()
  const before = sync.writes()

  for (let turn = 0; turn < 100; turn += 1) {
    sync.pass(1000)
    const state = turn % 2 === 0 ? closed('completed') : open
    for (const id of remotes) await sync.set(id, state)
    await sync.hear(await sync.events())
    if (turn % 10 === 9) await sync.poll()
    await sync.deliver()
  }

  expect(sync.writes()).toBe(before)
}, 120_000)

it('what the scanner decides is written once, however often the tracker tells it back', async () => {
  const { issue } = await file(sync, 'f')
  await sync.events()
  const before = sync.writes()

  sync.pass(1000)
  await sync.say('f', 'fixed')
  await sync.deliver()
  const echo = await sync.events()
  for (let times = 0; times < 5; times += 1) {
    await sync.hear(echo)
    await sync.poll()
    await sync.deliver()
  }

  // The close and the comment that says why.
  expect(sync.writes() - before).toBe(2)
  expect(await rowOf(sync, issue)).toMatchObject({ status: 'closed', decidedBy: 'scanner' })
})

it('a fifth of all events lost is made up for by two polls', async () => {
  const filed: { issue: string; remoteId: string }[] = []
  for (let n = 0; n < 50; n += 1) filed.push(await file(sync, `f${n}`))
  await sync.events()

  for (let turn = 0; turn < 6; turn += 1) {
    sync.pass(1000)
    for (const [n, { remoteId }] of filed.entries())
      await sync.set(remoteId, (n + turn) % 3 === 0 ? closed('not_planned') : open)
    const events = await sync.events()
    await sync.hear(events.filter((_, at) => (at * 7 + turn) % 5 !== 0))
  }
  await sync.poll()
  await sync.poll()
  await sync.deliver()

  for (const { issue } of filed) {
    const { status, reason } = await rowOf(sync, issue)
    expect({ status, reason }).toEqual(await stateOf(sync, issue))
  }
})

describe('a poll', () => {
  it('that fails half way changes nothing, and the next one tells all', async () => {
    const { issue, remoteId } = await file(sync, 'f')
    sync.pass(1000)
    await sync.set(remoteId, closed('completed'))
    const { changes } = sync.connector
    sync.connector.changes = async () => {
      throw new Error('page 2 did not come')
    }
    await sync.poll()
    const during = await rowOf(sync, issue)
    sync.connector.changes = changes
    await sync.poll()

    expect(during.status).toBe('open')
    expect((await rowOf(sync, issue)).status).toBe('closed')
  })
})

async function file(one: Sync, key: string): Promise<{ issue: string; remoteId: string }> {
  const issue = await one.say(key, 'open')
  await one.deliver()
  const [row] = await findIssuesByKeys(one.deps.db, 'scanner', [key])
  return { issue, remoteId: row?.remoteId ?? '' }
}

async function rowOf(one: Sync, id: string): Promise<Issue> {
  const row = await findIssue(one.deps.db, id)
  if (!row) throw new Error('the row is gone')
  return row
}

/** As the tracker has it. */
async function stateOf(one: Sync, id: string): Promise<State> {
  const ref = remoteRef(await rowOf(one, id))
  return (await one.connector.read(ref, AbortSignal.timeout(10_000))).state
}

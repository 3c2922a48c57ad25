import { expect, it } from 'vitest'
import { leaseMs } from '../../db/tables/queue/leases.ts'
import { orderOf } from './invariants/order.ts'
import type { Ground } from './process/deployment.ts'
import { settle } from './settle.ts'
import { inWorld, type Stage } from './stage.ts'

// What the simulation found, each as the shortest world in which it happened.

it('a store that gives no answer for minutes gives up no job: it is an outage, not a mistake of ours', () =>
  inWorld({}, async ({ world, ground, scanner, tracker, ...stage }) => {
    ground.unsteady.refuses = /from "settings"/
    scanner.report('shop')
    await world.pass(5 * 60_000)
    ground.unsteady.refuses = /^$/

    await settle({ world, ground, scanner, tracker, ...stage })

    expect(ground.violations).toEqual([])
    expect(tracker.issues()).toHaveLength(1)
  }))

it('a repository that is hidden for a minute pauses; what is to be filed there waits, and is filed once it shows', () =>
  inWorld({}, async ({ weather, ...stage }) => {
    const { world, ground, scanner, tracker } = stage
    weather.refusal = 404
    scanner.report('shop')
    await world.pass(60_000)
    const failed = stage.openWork().filter(({ state }) => state === 'failed')
    weather.refusal = null

    await settle({ weather, ...stage })

    expect([...failed, ...ground.violations]).toEqual([])
    expect(tracker.issues()).toHaveLength(1)
  }))

it('a process that stood still after it had claimed a job sends nothing for it: another has done it since', () =>
  inWorld({ isolates: 2 }, async (stage) => {
    const { world, ground, scanner, tracker } = stage
    const finding = scanner.report('shop')
    await world.pass(60_000)
    ground.unsteady.stallsBefore = (text, answer) =>
      /^batch update "jobs"/.test(text) && /"comment"/.test(answer)
    scanner.say(finding)

    await settle(stage)

    expect(ground.violations).toEqual([])
    // Its answer may have been late: then the scanner has said it again.
    const keys = tracker.issues()[0]?.comments.map(({ key }) => key) ?? []
    expect(keys.length).toBeGreaterThan(0)
    expect(new Set(keys).size).toBe(keys.length)
  }))

it('a deleted comment is noticed though one of ours, of which no id is known yet, makes up the number', () =>
  inWorld({ tracker: 'jira' }, async (stage) => {
    const { world, ground, scanner, tracker, people } = stage
    const finding = scanner.report('shop')
    await world.pass(60_000)
    for (const issue of tracker.issues()) people.say(issue)
    await world.pass(120_000)
    ground.unsteady.refuses = /update "comments"/
    scanner.say(finding)
    await world.pass(2000)
    for (const issue of tracker.issues())
      for (const comment of issue.comments) if (!comment.isOurs) tracker.deeds.unsay(issue, comment)
    await world.pass(65_000)
    ground.unsteady.refuses = null

    await settle(stage)

    const text = "select body from comments where origin = 'person' and deleted_at is null"
    expect(ground.database.all({ text, params: [] })).toEqual([])
  }))

it('a create that was sent late in its attempt is looked up only once it must have arrived', () =>
  inWorld({}, async ({ weather, ...stage }) => {
    const { world, scanner, tracker } = stage
    const sent = (what: string) => () => world.trace.lines.some((line) => line.includes(what))
    weather.always = { kind: 'slow', arrivesMs: 10, endsMs: 6000, cut: null }
    scanner.report('shop')
    await world.pass(60_000, sent('GET /repos/acme/shop arrived'))
    weather.always = { kind: 'cut-then-late', arrivesMs: 9900, endsMs: 10, cut: 'ECONNRESET' }
    await world.pass(60_000, sent('POST /repositories/100/issues sent'))
    weather.always = null

    await settle({ weather, ...stage })

    expect(tracker.issues()).toHaveLength(1)
  }))

it('a violation that is said to be open and resolved at the same moment is what it was last', () =>
  inWorld({ violations: 6 }, async (stage) => {
    const { world, timedScanner } = stage
    await world.pass(1000)
    const second = world.now() / 1000
    for (const uuid of ['a', 'b', 'c', 'd', 'e', 'f']) {
      timedScanner.say(uuid, { second: second + 1, status: 'RESOLVED' })
      timedScanner.say(uuid, { second, status: 'OPEN' })
    }

    await settle(stage)

    expect(orderOf(stage)).toEqual([])
  }))

it('a state that was written without a record, and given up, is ours when the tracker shows it', () =>
  inWorld({}, async (stage) => {
    const { ground, tracker } = stage
    await closeUnrecorded(stage, 3)
    for (const issue of tracker.issues()) stage.people.say(issue)

    await settle(stage)

    expect(decisions(ground)).toEqual([])
    expect(tracker.issues()).toMatchObject([{ status: 'closed' }])
  }))

it('a state that was written without a record does not come back when a newer one replaces it', () =>
  inWorld({}, async (stage) => {
    const { ground, scanner, tracker } = stage
    const finding = await closeUnrecorded(stage, 4)
    scanner.setStatus(finding, 'open')

    await settle(stage)

    expect(decisions(ground)).toEqual([])
    expect(tracker.issues()).toMatchObject([{ status: 'open' }])
  }))

it('a state that was given up and is redriven after a newer one was written is not written', () =>
  inWorld({}, async (stage) => {
    const { world, ground, scanner, tracker } = stage
    const finding = await closeUnrecorded(stage, 1)
    ground.unsteady.refuses = recordOfWrite
    scanner.setStatus(finding, 'open')
    await world.pass(2 * leaseMs)
    ground.unsteady.refuses = null

    await settle(stage)

    expect(decisions(ground)).toEqual([])
    expect(tracker.issues()).toMatchObject([{ status: 'open' }])
  }))

it('what the scanner says twice at once of an issue that a person closed is written twice, and is no decision of a person', () =>
  inWorld({ writesPerMinute: 20 }, async (stage) => {
    const { world, ground, scanner, tracker, people } = stage
    const finding = scanner.report('shop')
    await world.pass(60_000)
    for (const issue of tracker.issues()) people.close(issue, 'duplicate')
    await world.pass(120_000)
    scanner.say(finding)
    await world.pass(1000)
    scanner.setStatus(finding, 'open')
    await world.pass(1000)
    scanner.setStatus(finding, 'closed')

    await settle(stage)

    expect(decisions(ground)).toEqual([{ reason: 'closed by a person as a duplicate' }])
    expect(tracker.issues()).toMatchObject([{ status: 'closed', reason: 'completed' }])
  }))

/** A finding that its scanner closed, while the store takes no record of a write for so many leases. */
async function closeUnrecorded({ world, ground, scanner }: Stage, leases: number) {
  const finding = scanner.report('shop')
  await world.pass(60_000)
  ground.unsteady.refuses = recordOfWrite
  scanner.setStatus(finding, 'closed')
  await world.pass(leases * leaseMs)
  ground.unsteady.refuses = null
  return finding
}

const recordOfWrite = /update "issues" set remote_id/

function decisions({ database }: Ground) {
  const text = "select reason from history where reason like '%by a person%'"
  return database.all({ text, params: [] })
}

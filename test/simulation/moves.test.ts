import { expect, it } from 'vitest'
import { settle } from './settle.ts'
import { inWorld, type Stage } from './stage.ts'
import type { Seen } from './trackers/tracker.ts'

// What the simulation found about issues that are moved, hidden or deleted, each as the shortest world in which it happened.

it('an issue that was transferred to where it has another number is followed, and our own comments stay ours', () =>
  inWorld({ post: 'good' }, async (stage) => {
    const { world, scanner, tracker } = stage
    for (let n = 0; n < 3; n += 1) scanner.say(await filed(stage))
    await world.pass(20_000)
    const last = tracker.issues()[2]
    if (last) tracker.deeds.move(last)

    await settle(stage)

    expect(placesIn(stage)).toEqual(placesOf(stage))
    expect(saidByPeople(stage)).toEqual([])
  }))

it('what people say where an issue was transferred to is known once something is to be written there', () =>
  inWorld({}, async (stage) => {
    const { world, scanner, tracker, people } = stage
    const finding = await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.move(issue)
    for (const issue of tracker.issues()) people.say(issue)
    await world.pass(1_200_000)
    scanner.say(finding)

    await settle(stage)

    expect(placesIn(stage)).toEqual(placesOf(stage))
    expect(saidByPeople(stage)).toEqual(['human 1'])
  }))

it('to compare finds an issue that was transferred to where it has the same number', () =>
  inWorld({}, async (stage) => {
    const { tracker, operator } = stage
    await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.move(issue)

    await operator.reconcile()

    expect(placesIn(stage)).toEqual(placesOf(stage))
  }))

it('what is to be written to an issue that shows again just after it was not found is written', () =>
  inWorld({}, async (stage) => {
    const { world, ground, scanner, tracker } = stage
    const finding = await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.hide(issue, true)
    scanner.setStatus(finding, 'closed')
    await world.pass(60_000, () => world.trace.lines.some((line) => line.includes('arrived: 404')))
    tracker.deeds.showAll()

    await settle(stage)

    expect(ground.violations).toEqual([])
    expect(tracker.issues()).toMatchObject([{ status: 'closed' }])
  }))

it('what people said just before an issue was hidden is known once something is written to it again', () =>
  inWorld({}, async (stage) => {
    const { world, scanner, tracker, people } = stage
    const finding = await filed(stage)
    await filed(stage)
    const [hidden, other] = tracker.issues() as [Seen, Seen]
    people.say(hidden)
    tracker.deeds.hide(hidden, true)
    scanner.say(finding)
    for (let n = 0; n < 5; n += 1) {
      await world.pass(60_000)
      people.say(other)
    }
    await world.pass(60_000)
    tracker.deeds.showAll()

    await settle(stage)

    expect(saidByPeople(stage)).toContain('human 1')
  }))

it('a file for an issue that is hidden is kept, and attached once the issue shows', () =>
  inWorld({}, async (stage) => {
    const { world, ground, scanner, tracker } = stage
    const finding = await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.hide(issue, true)
    scanner.attach(finding)
    await world.pass(60_000)
    tracker.deeds.showAll()

    await settle(stage)

    expect(ground.violations).toEqual([])
    expect(tracker.issues()[0]?.comments).toHaveLength(1)
  }))

it('a comment that may be there when its issue is hidden is not said again once the issue shows', () =>
  inWorld({}, async (stage) => {
    const { world, scanner, tracker, weather } = stage
    const finding = await filed(stage)
    weather.always = 'cut-after'
    scanner.say(finding)
    await world.pass(2000)
    weather.always = null
    for (const issue of tracker.issues()) tracker.deeds.hide(issue, true)
    await world.pass(60_000)
    tracker.deeds.showAll()

    await settle(stage)

    expect(tracker.issues()[0]?.comments).toHaveLength(1)
  }))

it('an issue of Jira that was moved, as a write of ours learns, is polled where it is now', () =>
  inWorld({ tracker: 'jira' }, async (stage) => {
    const { world, ground, scanner, tracker, people } = stage
    const finding = await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.move(issue)
    scanner.setStatus(finding, 'closed')
    await world.pass(200_000)
    for (const issue of tracker.issues()) people.reopen(issue)

    await settle(stage)

    expect(placesIn(stage)).toEqual(['OPS#OPS-1'])
    const text = 'select status from issues'
    expect(ground.database.all({ text, params: [] })).toEqual([{ status: 'open' }])
  }))

async function filed({ world, scanner }: Stage) {
  const finding = scanner.report('shop')
  await world.pass(60_000)
  return finding
}

function placesIn({ ground }: Stage) {
  const text = 'select target, remote_key from issues'
  const rows = ground.database.all({ text, params: [] })
  return rows.map(({ target, remote_key }) => `${target}#${remote_key}`).toSorted()
}

function placesOf({ tracker }: Stage) {
  return tracker
    .issues()
    .map(({ name }) => name)
    .toSorted()
}

function saidByPeople({ ground }: Stage) {
  const text = "select body from comments where origin = 'person' and deleted_at is null"
  return ground.database.all({ text, params: [] }).map(({ body }) => body)
}

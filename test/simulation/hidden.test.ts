import { expect, it } from 'vitest'
import { settle } from './settle.ts'
import { inWorld, type Stage } from './stage.ts'
import type { Seen } from './trackers/tracker.ts'

// What the simulation found about issues that are hidden for a while, each as the shortest world in which it happened.

const minute = 60_000

it('what is to be written to an issue that shows again just after it was not found is written', () =>
  inWorld({}, async (stage) => {
    const { world, ground, scanner, tracker } = stage
    const finding = await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.hide(issue, true)
    scanner.setStatus(finding, 'closed')
    await world.pass(minute, () => world.trace.lines.some((line) => line.includes('arrived: 404')))
    tracker.deeds.showAll()

    await settle(stage)

    expect(ground.violations).toEqual([])
    expect(tracker.issues()).toMatchObject([{ status: 'closed' }])
  }))

it('what people said just before an issue was hidden is known once something is written to it again', () =>
  inWorld({}, async (stage) => {
    await hideAfterWords(stage)

    await settle(stage)

    expect(saidByPeople(stage)).toContain('human 1')
  }))

it('a file for an issue that is hidden is kept, and attached once the issue shows', () =>
  inWorld({}, async (stage) => {
    const { world, ground, scanner, tracker } = stage
    const finding = await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.hide(issue, true)
    scanner.attach(finding)
    await world.pass(minute)
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
    await world.pass(minute)
    tracker.deeds.showAll()

    await settle(stage)

    expect(tracker.issues()[0]?.comments).toHaveLength(1)
  }))

it('what people said just before an issue was hidden is known once the issue shows, even if a poll sees it first', () =>
  inWorld({}, async (stage) => {
    const { world, tracker } = stage
    const hidden = await hideAfterWords(stage)
    tracker.deeds.label(hidden, 'shown')
    await world.pass(3 * minute)

    expect(tracker.issues()[0]?.comments).toHaveLength(2)
    await settle(stage)

    expect(saidByPeople(stage)).toContain('human 1')
  }))

it('what people of Jira say while an issue is hidden for an hour is known once it shows', () =>
  inWorld({ tracker: 'jira' }, async (stage) => {
    const { world, tracker, people } = stage
    await filed(stage)
    await filed(stage)
    const [hidden, other] = tracker.issues() as [Seen, Seen]
    tracker.deeds.hide(hidden, true)
    people.say(hidden)
    for (let n = 0; n < 60; n += 1) {
      await world.pass(minute)
      people.say(other)
    }
    tracker.deeds.showAll()
    tracker.deeds.label(hidden, 'shown')

    await settle(stage)

    expect(saidByPeople(stage)).toContain('human 1')
  }))

it('a poll that sees an issue of Jira that is hidden by then pauses nothing', () =>
  inWorld({ tracker: 'jira', lagMs: 60_000 }, async (stage) => {
    const { world, ground, tracker, people } = stage
    await filed(stage)
    await world.pass(2 * minute)
    for (const issue of tracker.issues()) people.say(issue)
    await world.pass(55_000)
    for (const issue of tracker.issues()) tracker.deeds.hide(issue, true)

    await world.pass(3 * minute)

    expect(ground.logged.filter((line) => /paused/.test(line))).toEqual([])
  }))

it('a comment that is hidden for a moment, with its whole project, is not taken for deleted', () =>
  inWorld({ tracker: 'jira', post: 'good' }, async ({ weather, ...stage }) => {
    const { world, ground, scanner, tracker, people } = stage
    scanner.report('shop')
    await world.pass(minute)
    weather.refusal = 404
    for (const issue of tracker.issues()) people.say(issue)
    await world.pass(4000)
    weather.refusal = null

    await settle({ weather, ...stage })

    const text = 'select body, deleted_at from comments'
    expect(ground.database.all({ text, params: [] })).toEqual([
      { body: 'human 1', deleted_at: null },
    ])
  }))

async function filed({ world, scanner }: Stage) {
  const finding = scanner.report('shop')
  await world.pass(minute)
  return finding
}

function saidByPeople({ ground }: Stage) {
  const text = "select body from comments where origin = 'person' and deleted_at is null"
  return ground.database.all({ text, params: [] }).map(({ body }) => body)
}

/** An issue is hidden right after a person spoke, and shows again when polls have passed that. Returns it. */
async function hideAfterWords(stage: Stage): Promise<Seen> {
  const { world, scanner, tracker, people } = stage
  const finding = await filed(stage)
  await filed(stage)
  const [hidden, other] = tracker.issues() as [Seen, Seen]
  people.say(hidden)
  tracker.deeds.hide(hidden, true)
  scanner.say(finding)
  for (let n = 0; n < 5; n += 1) {
    await world.pass(minute)
    people.say(other)
  }
  await world.pass(minute)
  tracker.deeds.showAll()
  return hidden
}

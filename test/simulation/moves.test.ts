import { expect, it } from 'vitest'
import { settle } from './settle.ts'
import { inWorld, type Stage } from './stage.ts'

// What the simulation found about issues that are moved, each as the shortest world in which it happened.

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
    const { world, tracker, operator } = stage
    await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.move(issue)

    await operator.reconcile()
    await world.pass(20_000)

    expect(placesIn(stage)).toEqual(placesOf(stage))
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

it.each(['github', 'jira'] as const)(
  'an issue of %s that was moved before its creation is known is not filed again: it is found where it is now',
  (tracker) =>
    inWorld({ tracker }, async (stage) => {
      const { world, ground, scanner, tracker: real } = stage
      ground.unsteady.refuses = /set remote_id = /
      scanner.report('shop')
      await world.pass(5000)
      ground.unsteady.refuses = null
      for (const issue of real.issues()) real.deeds.move(issue)

      await settle(stage)

      expect(real.issues()).toHaveLength(1)
      expect(placesIn(stage)).toEqual(placesOf(stage))
    }),
)

it("issues of a project of Jira that has another key are followed, and more are filed by the route's old key", () =>
  inWorld({ tracker: 'jira' }, async (stage) => {
    const { ground, scanner, tracker, people } = stage
    await filed(stage)
    for (const issue of tracker.issues()) tracker.deeds.rename(issue)
    for (const issue of tracker.issues()) people.close(issue, 'completed')
    scanner.report('shop')

    await settle(stage)

    expect(placesIn(stage)).toEqual(['PAYB#PAYB-1', 'PAYB#PAYB-2'])
    const text = 'select status from issues order by id'
    expect(ground.database.all({ text, params: [] })).toEqual([
      { status: 'closed' },
      { status: 'open' },
    ])
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
    .map(({ name }) => (name.includes('#') ? name : `${name.split('-')[0]}#${name}`))
    .toSorted()
}

function saidByPeople({ ground }: Stage) {
  const text = "select body from comments where origin = 'person' and deleted_at is null"
  return ground.database.all({ text, params: [] }).map(({ body }) => body)
}

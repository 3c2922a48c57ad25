import { editIssue, getIssue } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { openPerson, type Person } from '../../trackers/jira/person.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'

let jira: Jira
let person: Person
let bridge: TestBridge
beforeAll(async () => {
  jira = await startJira({})
  person = openPerson(clientOf(jira, 'casey'))
})
beforeEach(async () => {
  await jira.reset()
  bridge = startBridge({ env: settingsFor(jira) })
})
afterAll(async () => {
  await bridge.stop()
  await jira.stop()
})

it("a due date that the scanner changes follows in Jira's field, and in GET", async () => {
  const finding = makeFinding({ due_date: '2026-12-01T00:00:00Z' })
  const { id, key } = await create(finding)
  const before = await dueIn(key)

  await create({ ...finding, due_date: '2026-12-24T00:00:00Z' })

  expect([before, await dueIn(key)]).toEqual(['2026-12-01', '2026-12-24'])
  const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}`)
  expect(body.due_date).toBe('2026-12-24T00:00:00Z')
})

it('a due date that the scanner adds later is set', async () => {
  const finding = makeFinding()
  const { key } = await create(finding)

  await create({ ...finding, due_date: '2026-12-24' })

  expect(await dueIn(key)).toBe('2026-12-24')
})

it('a due date that a person has set stays', async () => {
  const finding = makeFinding({ due_date: '2026-12-01' })
  const { key } = await create(finding)
  await editIssue(person.client, { issueIdOrKey: key, fields: { duedate: '2027-01-31' } })

  await create({ ...finding, due_date: '2026-12-24' })

  expect(await dueIn(key)).toBe('2027-01-31')
})

it("Go's zero time is no due date", async () => {
  const { key } = await create(makeFinding({ due_date: '0001-01-01T00:00:00Z' }))

  expect(await dueIn(key)).toBeNull()
})

async function create(finding: unknown): Promise<{ id: string; key: string }> {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', finding)
  await bridge.settle()
  return { id: body.id, key: String(body.links.html).split('/').at(-1) ?? '' }
}

async function dueIn(key: string): Promise<unknown> {
  const { fields } = await getIssue(person.client, { issueIdOrKey: key })
  return fields?.duedate
}

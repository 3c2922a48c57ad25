import { getIssue } from 'jira.js/cloud'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { openPerson, type Person } from '../../trackers/jira/person.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'

/** Every text that the parser was given. */
const parsed = vi.hoisted(() => [] as string[])

vi.mock(import('../../../src/text/markdown-html.ts'), async (original) => {
  const { toTree, toHtml, ...others } = await original()
  const counted =
    <T>(parse: (text: string) => T) =>
    (text: string) => {
      parsed.push(text)
      return parse(text)
    }
  return { ...others, toTree: counted(toTree), toHtml: counted(toHtml) }
})
vi.mock(import('../../../src/text/defang.ts'), async (original) => {
  const { defang, ...others } = await original()
  return {
    ...others,
    defang(text, dialect) {
      parsed.push(text)
      return defang(text, dialect)
    },
  }
})

let jira: Jira
let casey: Person
let bridge: TestBridge
let path: string
beforeAll(async () => {
  jira = await startJira()
  casey = openPerson(clientOf(jira, 'casey'))
})
beforeEach(async () => {
  await jira.reset()
  const clock = {
    get now() {
      return jira.now()
    },
  }
  bridge = startBridge({ clock, env: settingsFor(jira) })
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  path = `/api/v1/issues/${body.id}`
  await pass()
  parsed.length = 0
})
afterEach(() => bridge.stop())
afterAll(() => jira.stop())

it('a comment of two plain paragraphs is read from Jira without parsing any text', async () => {
  const text = 'I looked at *this*.\n\nIt is <b>not</b> in use.'
  await casey.say(await ours(), text)

  await pass()

  const { comments } = (await bridge.kondukto('GET', `${path}/comments`)).body
  expect(comments).toMatchObject([{ body: text }])
  expect(parsed).toEqual([])
})

it('a new text of 10 kB in Jira is made safe once and parsed twice', async () => {
  const prose = 'Whoever sends this header decides how much is read, and nothing stops them. '
  const body = `${prose.repeat(3)}See \`load.go\` for **more**.\n\n`.repeat(40)

  await bridge.kondukto('PATCH', path, { body })
  await pass()

  expect((await casey.read(await ours())).body).toContain(prose.trim())
  const times = parsed.filter((text) => text.length > 5000).length
  expect(times).toBeLessThanOrEqual(3)
})

async function ours(): Promise<RemoteRef> {
  const { id } = await getIssue(casey.client, { issueIdOrKey: 'PAY-1' })
  return { id: String(id), key: 'PAY-1', target: 'PAY' }
}

async function pass(): Promise<void> {
  await jira.advance(60_000)
  while ((await bridge.tick()) <= jira.now());
}

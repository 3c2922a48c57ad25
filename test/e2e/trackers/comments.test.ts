import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openPerson } from '../../trackers/github/person.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import { settingsFor } from '../../trackers/github/tracker.ts'

const issue = { target: 'acme/shop', id: '', key: '1' }

let github: Github
let bridge: TestBridge
beforeAll(async () => {
  github = await startGithub({ webhooks: true })
})
beforeEach(async () => {
  await github.reset()
  const unpaced = { GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '0' }
  bridge = startBridge({ env: { ...settingsFor(github), ...unpaced } })
})
afterEach(() => bridge.stop())
afterAll(() => github.stop())

it("a comment of the scanner's says who wrote it, and where", async () => {
  const id = await file()
  const author = { username: 'ann_*smith*', email: 'ann@acme.example' }

  const comments = [{ body: 'Still there', author }, { body: 'Unsigned' }]
  await bridge.kondukto('POST', `/api/v1/issues/${id}/comments`, { comments })
  await bridge.settle()

  const { comments: seen } = await openPerson(github).read(issue)
  const [signed, unsigned] = seen.map(({ body }) => body.split('\n\n<!--')[0])
  expect(signed).toBe('**ann\\_\\*smith\\*** in Kondukto:\n\nStill there')
  expect(unsigned).toBe('Unsigned')
})

it('comments of one second are listed in the order of the tracker, however they arrive, and are no drift', async () => {
  const id = await file()
  const casey = openPerson(github)
  github.outbox.length = 0
  for (const text of ['One', 'Two', 'Three']) await casey.say(issue, text)
  for (const { headers, body } of github.outbox.splice(0).toReversed()) {
    const url = 'http://bridge/trackers/github/events'
    await bridge.fetch(new Request(url, { method: 'POST', headers, body }))
  }
  await bridge.settle()

  const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}/comments`)

  const texts = body.comments.map(({ body: text }: { body: string }) => text)
  expect(texts).toEqual(['One', 'Two', 'Three'])
})

async function file(): Promise<string> {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  await bridge.settle()
  return body.id
}

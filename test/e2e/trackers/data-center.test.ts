// Loaded here, so that the first finding does not wait for it.
import '../../../connectors/jira/login/open.ts'
import { getComment } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { openPerson, type Person } from '../../trackers/jira/person.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'
import { webhookSecret } from '../../trackers/kit/outbox.ts'

let jira: Jira
let casey: Person
let bridge: TestBridge
beforeAll(async () => {
  jira = await startJira({ dataCenter: true, webhooks: true })
  casey = openPerson(clientOf(jira, 'casey'))
})
beforeEach(async () => {
  await jira.reset()
  const clock = {
    get now() {
      return jira.now()
    },
  }
  const env = { ...settingsFor(jira), JIRA_URL: `${jira.url}/jira/`, CREATE_WAIT_MS: '20000' }
  bridge = startBridge({ clock, env })
  return () => bridge.stop()
})
afterAll(() => jira.stop())

describe('a Data Center below a path of its host', () => {
  it('gets issues whose links lead below that path, and one is found by its address', async () => {
    const { body } = await create()
    const { body: other } = await create()
    const url = `${jira.url}/jira/browse/PAY-1`

    const linked = await bridge.admin(`/admin/issues/${other.id}/link`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ url }),
    })

    expect(body.links.html).toBe(url)
    expect(linked.status).toBe(200)
    expect(jira.log.filter((line) => !line.includes(' /jira/rest/api/2/'))).toEqual([])
  })

  it('is written to in its own notation, with files, and answers', async () => {
    const file = { title: 'shot.png', base64_content: 'iVBORw0KGgo=' }
    const { body } = await create({ template_md: '**Bold** [~admin]' })
    const path = `/api/v1/issues/${body.id}`
    await bridge.kondukto('POST', `${path}/attachments`, { attachments: [file] })
    await bridge.kondukto('PATCH', path, { status: 'closed' })
    await pass()

    const seen = await casey.read(ref(1))

    expect(seen.body).toContain('{*}Bold{*} \\[\\~admin\\]')
    expect(seen.attachments).toEqual([{ title: 'shot.png', base64: 'iVBORw0KGgo=' }])
    expect(seen.state).toEqual({ status: 'closed', reason: 'completed' })
  })
})

it('customers of a service desk on Data Center do not see our comments', async () => {
  jira.configure('PAY', { isService: true })
  const { body } = await create()
  const comments = [{ body: 'Not for customers' }]
  await bridge.kondukto('POST', `/api/v1/issues/${body.id}/comments`, { comments })
  await pass()

  const shown = await bridge.kondukto('GET', `/api/v1/issues/${body.id}/comments`)

  const [{ id } = { id: '' }] = (await casey.read(ref(1))).comments
  const { jsdPublic } = await getComment(casey.client, { issueIdOrKey: ref(1).id, id })
  expect(jsdPublic).toBe(false)
  expect(shown.body.comments).toMatchObject(comments)
})

describe('a webhook of a Jira that cannot sign', () => {
  const address = '/trackers/jira/events'

  it('is taken with the token in its address, once', async () => {
    const { body } = await create()
    await pass()
    await casey.close(ref(1), 'completed')
    const sent = jira.outbox.at(-1)?.body ?? ''

    const first = await deliver(`${address}?token=${encodeURIComponent(webhookSecret)}`, sent)
    const again = await deliver(`${address}?token=${encodeURIComponent(webhookSecret)}`, sent)

    expect([first.status, again.status]).toEqual([202, 200])
    expect(await first.json()).toEqual({ message: 'jira:issue_updated' })
    await pass()
    expect((await bridge.kondukto('GET', `/api/v1/issues/${body.id}`)).body.status).toBe('closed')
    expect(bridge.logged.join()).not.toContain(webhookSecret)
  })

  it.each([
    ['no token', ''],
    ['an empty token', '?token='],
    ['a token that is cut', `?token=${encodeURIComponent(webhookSecret.slice(0, -1))}`],
    ['another token', '?token=another-token-of-that-length'],
  ])('is refused with %s before its text is read', async (_, query) => {
    let isRead = false
    const body = new ReadableStream(
      {
        pull(controller) {
          isRead = true
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )

    const { status } = await deliver(address + query, body)

    expect(status).toBe(403)
    expect(isRead).toBe(false)
  })
})

function deliver(path: string, body: BodyInit): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body, duplex: 'half' }
  return Promise.resolve(bridge.fetch(new Request(`http://bridge${path}`, init)))
}

function create(finding: Record<string, unknown> = {}) {
  return bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
}

function ref(number: number): RemoteRef {
  return { id: String(10_000 + number), key: `PAY-${number}`, target: 'PAY' }
}

/** A job that was under way meanwhile is uncertain for the first 70 seconds. */
async function pass(): Promise<void> {
  await jira.advance(80_000)
  while ((await bridge.tick()) <= jira.now());
}

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { issueDraft, soon } from '../../../test/contract/connector/drafts.ts'
import type { Jira } from '../../../test/trackers/jira/jira.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startJira } from '../../../test/trackers/jira/server.ts'
import { jiraKinds, settingsFor } from '../../../test/trackers/jira/tracker.ts'
import { contextOf, openMemory } from '../../../test/trackers/kit/context.ts'

const [, dataCenter] = jiraKinds
const memory = openMemory()

let jira: Jira
beforeAll(async () => {
  jira = await startJira(dataCenter)
})
beforeEach(async () => {
  await jira.reset()
  memory.forget()
})
afterAll(() => jira.stop())

function open(env: Record<string, string> = {}, send: typeof fetch = fetch) {
  const own = { now: jira.now, memory, fetch: send }
  return openStrictly({ ...settingsFor(jira), ...env }, contextOf(own))
}

const asked = () => jira.calls('GET', /serverInfo/)

it('a Jira of which the settings say nothing is asked once which it is, and not after a restart', async () => {
  await open().check('PAY', soon())
  await open().create('PAY', issueDraft(), soon())

  expect(asked()).toBe(1)
  expect(jira.calls('POST', /^\/rest\/api\/2\/issue$/)).toBe(1)
})

it('an address that is changed is asked anew', async () => {
  await open().check('PAY', soon())
  await open({ JIRA_URL: `${jira.url}/jira` }).check('PAY', soon())

  expect(asked()).toBe(2)
})

it('what the settings say is believed, and Jira is not asked', async () => {
  await open({ JIRA_DIALECT: 'data-center' }).check('PAY', soon())
  const asCloud = open({ JIRA_DIALECT: 'cloud' }).check('PAY', soon())

  await expect(asCloud).rejects.toMatchObject({ kind: 'missing' })
  expect(asked()).toBe(0)
})

it.each([
  ['does not answer', () => jira.fail({ kind: 'answer', status: 503 }), 'unavailable'],
  ['refuses the log-in', () => jira.fail({ kind: 'answer', status: 401 }), 'unauthorized'],
])('while Jira %s, nothing is written; after that all works', async (_, trouble, kind) => {
  const connector = open()
  trouble()

  const first = connector.create('PAY', issueDraft(), soon())

  await expect(first).rejects.toMatchObject({ kind })
  expect(jira.calls('POST', /./)).toBe(0)
  await connector.create('PAY', issueDraft(), soon())
  expect(jira.calls('POST', /^\/rest\/api\/2\/issue$/)).toBe(1)
})

it('a Jira that does not say which it is gets no request more, and the setting is named', async () => {
  const sent: string[] = []
  const send = async (address: unknown) => {
    sent.push(String(address))
    return Response.json({ version: '6.4' })
  }
  const checking = open({}, send as typeof fetch).check('PAY', soon())

  await expect(checking).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('Set JIRA_DIALECT'),
  })
  expect(sent).toEqual([`${jira.url}/rest/api/2/serverInfo`])
})

it.each(['https://acme.atlassian.net', 'https://api.atlassian.com/ex/jira/1-2'])(
  '%s is the Cloud, whoever asks',
  async (url) => {
    const sent: string[] = []
    const send = async (address: unknown) => {
      sent.push(String(address))
      return Response.json({ permissions: {} })
    }

    await open({ JIRA_URL: url }, send as typeof fetch)
      .check('PAY', soon())
      .catch(() => null)

    expect(sent).toEqual([expect.stringContaining(`${url}/rest/api/3/mypermissions?`)])
  },
)

it.each([
  ['a personal access token', () => ({ JIRA_TOKEN: jira.token })],
  ['a name and a password', () => ({ JIRA_EMAIL: 'lockstep', JIRA_API_TOKEN: jira.token })],
])('Data Center takes %s', async (_, login) => {
  const none = { JIRA_EMAIL: '', JIRA_API_TOKEN: '' }

  const { key } = await open({ ...none, ...login() }).create('PAY', issueDraft(), soon())

  expect(key).toBe('PAY-1')
})

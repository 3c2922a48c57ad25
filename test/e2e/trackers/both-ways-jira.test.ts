// Loaded here, so that the first finding does not wait for it.
import '../../../connectors/jira/login/open.ts'
import { getIssue } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { openPerson, type Person } from '../../trackers/jira/person.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { jiraKinds, settingsFor } from '../../trackers/jira/tracker.ts'
import { testComesBack } from './comes-back.ts'

const minute = 60_000

describe.each(jiraKinds)('Jira $name:', ({ dataCenter }) => {
  let jira: Jira
  let casey: Person
  beforeAll(async () => {
    jira = await startJira({ webhooks: true, dataCenter })
    casey = openPerson(clientOf(jira, 'casey'))
  })
  afterAll(() => jira.stop())

  testComesBack(() => ({
    tracker: 'jira',
    person: casey,
    name: 'Casey',
    server: jira,
    start,
    only: () => refOf('PAY-1'),
  }))

  describe('an issue in Jira', () => {
    let bridge: TestBridge
    beforeEach(async () => {
      await jira.reset()
      bridge = start()
      return () => bridge.stop()
    })

    it('that is moved goes on under its new key, in the new project', async () => {
      const { path, id } = await file()
      jira.move('PAY-1', 'OPS')

      await bridge.kondukto('PATCH', path, { status: 'closed' })
      await pass(minute)

      const link = await bridge.fetch(new Request(`http://bridge/i/${id}`))
      const { fields } = await getIssue(casey.client, { issueIdOrKey: 'OPS-1' })
      expect(link.headers.get('location')).toBe(`${jira.url}/browse/OPS-1`)
      expect(fields?.status.name).toBe('Done')
    })

    it('that is deleted is not written to and not filed again: Jira does not say if it is only hidden', async () => {
      const finding = makeFinding()
      const { path } = await file(finding)
      await casey.remove(await refOf('PAY-1'))

      await bridge.kondukto('PATCH', path, { status: 'closed' })
      await pass(minute)
      await bridge.kondukto('POST', '/api/v1/issues', finding)
      await pass(minute)

      expect(await casey.countIn('PAY')).toBe(0)
      const { jobs } = await (await bridge.admin('/admin/jobs')).json()
      expect(new Set(jobs.map(({ state }: { state: string }) => state))).toEqual(
        new Set(['waiting']),
      )
    })

    it('whose project is not to be seen any more is neither closed nor filed again; one destination waits for it', async () => {
      const finding = makeFinding()
      const { path } = await file(finding)
      jira.configure('PAY', { hidden: true })

      await bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'kept' }] })
      await bridge.kondukto('POST', '/api/v1/issues', finding)
      await pass(5 * minute)
      const during = await ready()
      jira.configure('PAY', { hidden: false })
      await pass(2 * minute)

      const { fields } = await getIssue(casey.client, { issueIdOrKey: 'PAY-1' })
      expect(during[0]).toBe(503)
      expect(during[1]).toEqual([expect.stringMatching(/^Jira refuses access to PAY /)])
      expect(await ready()).toEqual([200, []])
      expect(await casey.countIn('PAY')).toBe(1)
      expect(fields).toMatchObject({ status: { name: 'To Do' }, comment: { total: 1 } })
    })

    it('is linked to a finding by its address, and what people did there is taken over', async () => {
      const [seeded] = jira.seed(1, 'OPS')
      const ref = { id: seeded?.id ?? '', key: seeded?.key ?? '', target: 'OPS' }
      await casey.say(ref, 'Known since spring')
      await casey.close(ref, 'duplicate')
      const { path, id } = await file()

      const linked = await bridge.admin(`/admin/issues/${id}/link`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ url: `${jira.url}/browse/${ref.key}` }),
      })
      await pass(minute)

      const { comments } = (await bridge.kondukto('GET', `${path}/comments`)).body
      expect(linked.status).toBe(200)
      expect((await bridge.kondukto('GET', path)).body.status).toBe('closed')
      expect(comments).toMatchObject([{ body: 'Known since spring' }])
    })

    it('has drifted where nobody told us, and reconciling says so', async () => {
      const { id } = await file()
      await pass(minute)
      await casey.close(await refOf('PAY-1'), 'not_planned')

      const response = await bridge.admin('/admin/reconcile', { method: 'POST' })

      const { drift } = await response.json()
      expect(drift).toContainEqual({ issue: id, field: 'status', ours: 'open', theirs: 'closed' })
    })

    async function file(finding: Record<string, unknown> = {}) {
      const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
      return { id: body.id as string, path: `/api/v1/issues/${body.id}` }
    }

    async function pass(ms: number): Promise<void> {
      const end = jira.now() + ms
      for (
        let next = await bridge.tick();
        next <= jira.now() || jira.now() < end;
        next = await bridge.tick()
      ) {
        if (next > jira.now()) await jira.advance(Math.min(next, end) - jira.now())
      }
    }

    async function ready(): Promise<[number, string[]]> {
      const response = await bridge.admin('/readyz')
      return [response.status, (await response.json()).problems]
    }
  })

  function start(): TestBridge {
    const clock = {
      get now() {
        return jira.now()
      },
    }
    return startBridge({ clock, env: { ...settingsFor(jira), PUBLIC_URL: 'http://bridge' } })
  }

  async function refOf(key: string): Promise<RemoteRef> {
    const { id } = await getIssue(casey.client, { issueIdOrKey: key })
    return { id: String(id), key, target: key.split('-')[0] ?? '' }
  }
})

import { sign } from '@octokit/webhooks-methods'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openPerson } from '../../trackers/github/person.ts'
import { issuesOf } from '../../trackers/github/read.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { openPerson as openJiraPerson } from '../../trackers/jira/person.ts'
import { startJira } from '../../trackers/jira/server.ts'

const minute = 60_000
const second = 'github-eu'
const mainSecret = 'the-main-webhook-secret'
const euSecret = 'the-eu-webhook-secret'

describe('two GitHub accounts with a repository of the same name', () => {
  let main: Github
  let eu: Github
  let bridge: TestBridge
  beforeAll(async () => {
    ;[main, eu] = await Promise.all([startGithub(), startGithub()])
  })
  beforeEach(async () => {
    await Promise.all([main.reset(), eu.reset()])
    eu.accept('ghp_eu')
    bridge = start()
  })
  afterEach(() => bridge.stop())
  afterAll(() => Promise.all([main.stop(), eu.stop()]))

  it('each take the findings of their routes, with their own token', async () => {
    const [ours, theirs] = [await create('main'), await create('eu')]

    expect(ours.body.links.html).toBe((await issuesOf(main))[0]?.html_url)
    expect(theirs.body.links.html).toBe((await issuesOf(eu))[0]?.html_url)
    expect([await titles(main), await titles(eu)]).toEqual([[ours.body.title], [theirs.body.title]])
  })

  it('are polled apart: who closes an issue in one closes none in the other', async () => {
    const [ours, theirs] = [await create('main'), await create('eu')]
    await openPerson(eu).close(await first(eu), 'completed')

    await pass(2 * minute)

    expect([await statusOf(ours), await statusOf(theirs)]).toEqual(['open', 'closed'])
  })

  it('have a webhook address and a secret each: one does not touch the other', async () => {
    const [ours, theirs] = [await create('main'), await create('eu')]
    await eu.advance(2000)
    await openPerson(eu).close(await first(eu), 'not_planned')
    const event = await closedEvent(eu)

    const toMain = await send('/trackers/github/events', event, euSecret)
    const wrongSecret = await send('/trackers/github/github-eu/events', event, mainSecret)
    const unknown = await send('/trackers/github/github-us/events', event, euSecret)
    const otherKind = await send('/trackers/jira/github-eu/events', event, euSecret)
    const right = await send('/trackers/github/github-eu/events', event, euSecret)

    expect([toMain, wrongSecret, unknown, otherKind, right]).toEqual([403, 403, 404, 404, 202])
    expect([await statusOf(ours), await statusOf(theirs)]).toEqual(['open', 'closed'])
  })

  it('may be sent messages of the same id: each is taken in once', async () => {
    await create('main')
    await create('eu')
    const event = await closedEvent(eu)

    expect([
      await send('/trackers/github/github-eu/events', event, euSecret),
      await send('/trackers/github/events', event, mainSecret),
      await send('/trackers/github/events', event, mainSecret),
    ]).toEqual([202, 202, 200])
  })

  it('pause apart: a refused log-in stops one and not the other, and says which', async () => {
    bridge.stop()
    bridge = start({ CREATE_WAIT_MS: '20000' })
    eu.accept('ghp_another')
    const refused = await create('eu')
    const filed = await create('main')
    const { problems } = await (await bridge.admin('/readyz')).json()
    eu.accept('ghp_eu')
    await pass(2 * minute)

    expect(refused.body.message).toBe('GitHub (github-eu) refused the issue: Bad credentials')
    expect(filed.status).toBe(201)
    expect(problems).toEqual([
      expect.stringMatching(
        /^GitHub \(github-eu\) refuses the log-in.* 1 finding waits.* Set a valid accounts\[0\]\.env\.GITHUB_TOKEN \(\w+\), and restart\.$/,
      ),
    ])
    expect([(await titles(main)).length, (await titles(eu)).length]).toEqual([1, 1])
    expect((await bridge.admin('/readyz')).status).toBe(200)
  })

  it('keep a pace each: one that may write once a minute does not slow the other', async () => {
    for (let n = 0; n < 3; n += 1) {
      await create('eu')
      await create('main')
    }
    const soon = [(await titles(main)).length, (await titles(eu)).length]
    await pass(3 * minute)

    expect(soon).toEqual([3, 1])
    expect((await titles(eu)).length).toBe(3)
  })

  it('are told apart on the page of a finding', async () => {
    eu.accept('ghp_another')
    await create('eu')
    const [job] = (await (await bridge.admin('/admin/jobs')).json()).jobs

    const page = await bridge.fetch(new Request(`http://bridge/i/${job.issueId}`))

    expect(await page.text()).toContain('GitHub (github-eu) refused this issue')
  })

  it('find an issue that a person names by the account that sees it', async () => {
    const { body } = await create('main')
    await openPerson(eu).ask('POST', '/repos/acme/shop/issues', { title: 'There already' })

    const url = `${eu.url}/acme/shop/issues/1`
    const linked = await bridge.admin(`/admin/issues/${body.id}/link`, {
      method: 'POST',
      body: JSON.stringify({ url }),
      headers: { 'Content-Type': 'application/json' },
    })

    expect([linked.status, await linked.json()]).toEqual([200, { id: body.id, url }])
  })

  it('leave their work in the store when the settings name one no more, and readyz says so', async () => {
    eu.accept('ghp_another')
    await create('eu')
    const { db } = bridge
    bridge = startBridge({ db, clock: clock(), env: mainEnv(), live: false })
    await bridge.tick()

    const answer = await bridge.admin('/readyz')

    expect(answer.status).toBe(503)
    expect((await answer.json()).problems).toContainEqual(
      expect.stringMatching(/^github-eu is no longer set up.* wait/),
    )
  })

  it('ask again for the missed webhooks of their own address', async () => {
    await create('eu')
    eu.hooks.point('http://bridge/trackers/github/github-eu/events')
    const { headers, body } = await closedEvent(eu)
    eu.hooks.learn({ headers, body }, 502)

    for (let polls = 0; polls < 12; polls += 1) await pass(minute)

    expect(eu.outbox).toHaveLength(1)
  })

  function clock() {
    return {
      get now() {
        return main.now()
      },
    }
  }

  function mainEnv() {
    return {
      ...{ GITHUB_URL: main.url, GITHUB_TOKEN: main.token, GITHUB_REPO: 'acme/shop' },
      ...{ GITHUB_WEBHOOK_SECRET: mainSecret, PUBLIC_URL: 'http://bridge', CREATE_WAIT_MS: '300' },
      GITHUB_WRITES_PER_MINUTE: '0',
    }
  }

  function start(more: Record<string, string> = {}): TestBridge {
    const env = {
      ...mainEnv(),
      ...more,
      ...{ EU_TOKEN: 'ghp_eu', EU_URL: eu.url, EU_SECRET: euSecret, EU_PACE: '1' },
    }
    const routes = `
accounts:
  - name: ${second}
    tracker: github
    env:
      GITHUB_TOKEN: EU_TOKEN
      GITHUB_URL: EU_URL
      GITHUB_WEBHOOK_SECRET: EU_SECRET
      GITHUB_WRITES_PER_MINUTE: EU_PACE
routes:
  - when: { project: eu }
    to: { account: ${second}, target: acme/shop }
  - to: { account: github }`
    return startBridge({ env, routes, clock: clock() })
  }

  function create(project_name: string) {
    return bridge.kondukto('POST', '/api/v1/issues', { ...makeFinding(), project_name })
  }

  async function statusOf({ body }: { body: { id: string } }): Promise<unknown> {
    return (await bridge.kondukto('GET', `/api/v1/issues/${body.id}`)).body.status
  }

  async function titles(github: Github): Promise<string[]> {
    return (await issuesOf(github)).map(({ title }) => title)
  }

  async function first(github: Github) {
    const { id, number } = await openPerson(github).ask('GET', '/repos/acme/shop/issues/1')
    return { target: 'acme/shop', id: String(id), key: String(number) }
  }

  async function closedEvent(github: Github) {
    const issue = await openPerson(github).ask('GET', '/repos/acme/shop/issues/1')
    const payload = { action: 'closed', issue, repository: { full_name: 'acme/shop' } }
    const headers = { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() }
    return { headers, body: JSON.stringify(payload) }
  }

  async function send(
    path: string,
    { headers, body }: { headers: Record<string, string>; body: string },
    secret: string,
  ): Promise<number> {
    const signature = { 'x-hub-signature-256': await sign(secret, body) }
    const init = { method: 'POST', headers: { ...headers, ...signature }, body }
    return (await bridge.fetch(new Request(`http://bridge${path}`, init))).status
  }

  async function pass(ms: number): Promise<void> {
    const end = main.now() + ms
    for (;;) {
      const next = await bridge.tick()
      if (next > end) break
      const by = Math.max(next - main.now(), 0)
      await Promise.all([main.advance(by), eu.advance(by)])
    }
    const rest = Math.max(end - main.now(), 0)
    await Promise.all([main.advance(rest), eu.advance(rest)])
  }
})

describe('two Jira sites with a project of the same key', () => {
  let main: Jira
  let eu: Jira
  let bridge: TestBridge
  beforeAll(async () => {
    ;[main, eu] = await Promise.all([startJira(), startJira()])
    eu.accept('eu-token')
    bridge = start()
  })
  afterAll(async () => {
    await bridge.stop()
    await Promise.all([main.stop(), eu.stop()])
  })

  it('work side by side: filed, closed and refused apart', async () => {
    const [ours, theirs] = [await create('main'), await create('eu')]
    const casey = openJiraPerson(clientOf(eu, 'casey'))
    await casey.close(await refOf(), 'completed')
    main.accept('another')
    const refused = await create('main')
    const filed = await create('eu')
    await bridge.tick()

    expect(ours.body.links.html).toBe(`${main.url}/browse/PAY-1`)
    expect(theirs.body.links.html).toBe(`${eu.url}/browse/PAY-1`)
    expect([refused.status, filed.status]).toEqual([502, 201])
    expect(filed.body.links.html).toBe(`${eu.url}/browse/PAY-2`)
    expect((await (await bridge.admin('/readyz')).json()).problems).toEqual([
      expect.stringMatching(/^Jira refuses the log-in/),
    ])

    async function refOf() {
      const issue = (await casey.client.sendRequest({
        url: '/rest/api/3/issue/PAY-1',
        method: 'GET',
      })) as {
        id: string
      }
      return { id: issue.id, key: 'PAY-1', target: 'PAY' }
    }
  })

  function start(): TestBridge {
    const env = {
      ...{ JIRA_URL: main.url, JIRA_EMAIL: main.email, JIRA_API_TOKEN: main.token },
      ...{ JIRA_PROJECT: 'PAY', EU_URL: eu.url, EU_EMAIL: eu.email, EU_TOKEN: 'eu-token' },
      PUBLIC_URL: 'http://bridge',
    }
    const names = 'JIRA_URL: EU_URL, JIRA_EMAIL: EU_EMAIL, JIRA_API_TOKEN: EU_TOKEN'
    const routes = `
accounts: [{ name: jira-eu, tracker: jira, env: { ${names} } }]
routes:
  - when: { project: eu }
    to: { account: jira-eu, target: PAY }
  - to: { account: jira }`
    return startBridge({ env, routes })
  }

  function create(project_name: string) {
    return bridge.kondukto('POST', '/api/v1/issues', { ...makeFinding(), project_name })
  }
})

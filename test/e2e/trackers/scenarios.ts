import { createHmac, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import assigned from '../../../src/sources/corgea/samples/issue-assigned.json' with { type: 'json' }
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { type AppscanIssue, startAppscan } from '../../scanners/appscan.ts'
import { type Front, startFront } from '../../support/attack/front.ts'
import { adminToken, konduktoSecret } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { eventually, type Host, openUse } from '../../support/hosts/host.ts'
import { openPerson, type Person } from '../../trackers/github/person.ts'
import { issuesOf, type PersonIssue } from '../../trackers/github/read.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import { type Sent, signed, webhookSecret } from '../../trackers/github/webhooks/webhooks.ts'

const minute = 60_000
const application = '0f0e0d0c-0000-4000-8000-000000000001'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const app = {
  ...{ id: 7, installationId: 9 },
  privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
}
const routes = `
routes:
  - when: { project: github }
    to: { tracker: github, target: acme/shop }
  - to: { tracker: local, target: "{project}" }`

/** What Lockstep does as a whole, as stories. They are the same on every host. `open` returns a host that is not started yet. */
export function describeScenarios(name: string, open: () => Promise<Host>): void {
  describe(name, { timeout: minute }, () => {
    let github: Github
    let casey: Person
    let front: Front
    let appscan: Awaited<ReturnType<typeof startAppscan>>
    let host: Host
    let use: ReturnType<typeof openUse>
    let settings: Record<string, string>
    beforeAll(async () => {
      github = await startGithub({ app })
      casey = openPerson(github)
      front = await startFront(github.url)
      appscan = await startAppscan([appscanIssue])
      host = await open()
      use = openUse(host)
      settings = settingsOf(github, front.url, appscan.url)
      await host.start(settings, routes)
    }, 2 * minute)
    afterAll(async () => {
      await host.stop()
      await Promise.all([appscan.stop(), front.stop()])
      await github.stop()
    })

    it("a finding becomes an issue: the vendor's own payload, its code readable", async () => {
      const { status, body } = await create(vendorPayload)

      const issue = await filed(body.id)
      expect(status).toBe(201)
      expect(body.links.html).toBe(issue.html_url)
      expect(issue.body).toContain('\n*284 - \t\tfor i, b := range buf {\n')
    })

    it('the same finding again files nothing', async () => {
      const first = await create(vendorPayload)
      const again = await create(vendorPayload)

      const ours = (await issuesOf(github)).filter(({ body }) => body.includes(first.body.id))
      expect(again).toMatchObject({ status: 201, body: { id: first.body.id } })
      expect(ours).toHaveLength(1)
    })

    it('a person closes, and Kondukto reads closed, by poll; a webhook tells that it is open again', async () => {
      const { id, ref } = await file()

      await github.advance(2000)
      await casey.close(ref, 'completed')
      await eventually(() => pollUntil(id, 'closed'))
      await casey.reopen(ref)
      const issue = await casey.ask('GET', `/repos/acme/shop/issues/${ref.key}`)
      const repository = { full_name: 'acme/shop' }
      const sent = await signed('issues', { action: 'reopened', issue, repository })
      const forged = { ...sent.headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }
      const refused = await events({ ...sent, headers: forged })

      expect(refused.status).toBe(403)
      expect((await events(sent)).status).toBe(202)
      await eventually(async () =>
        expect((await use.kondukto('GET', `/issues/${id}`)).body.status).toBe('open'),
      )
    })

    it('comments go both ways, each once, and none comes back as an echo', async () => {
      const { id, ref } = await file()
      const author = { username: 'scan', email: '' }

      await use.kondukto('POST', `/issues/${id}/comments`, { comments: [{ body: 'Ours', author }] })
      await eventually(async () => expect(await said(ref)).toHaveLength(1))
      await casey.say(ref, 'kondukto: theirs')
      await eventually(async () => {
        await use.pass(minute)
        expect(await heard(id)).toHaveLength(2)
      })
      await use.pass(minute)

      // GitHub tells whole seconds, so that either may come first.
      expect((await heard(id)).toSorted()).toEqual([
        ['casey', 'kondukto: theirs'],
        ['scan', 'Ours'],
      ])
      expect(await said(ref)).toHaveLength(2)
    })

    it('a file is where a person sees it', async () => {
      const { id, ref } = await file()
      const shot = { title: '../shot.png', base64_content: 'iVBORw0KGgo=' }

      await use.kondukto('POST', `/issues/${id}/attachments`, { attachments: [shot] })

      await eventually(async () =>
        expect((await casey.read(ref)).attachments).toEqual([
          { title: 'shot.png', base64: 'iVBORw0KGgo=' },
        ]),
      )
      const { attachments } = (await use.kondukto('GET', `/issues/${id}/attachments`)).body
      expect(attachments).toMatchObject([{ title: '../shot.png', size: 8 }])
    })

    it('while GitHub is down for three ticks nothing is lost, and then nothing is filed twice', async () => {
      front.set('down')
      const { status, body } = await create(makeFinding())
      for (let tick = 1; tick <= 3; tick += 1) {
        await eventually(async () => expect((await jobOf(body.id)).tries).toBe(tick))
        if (tick < 3) await use.pass(10 * minute)
      }
      front.set('up')
      await use.pass(10 * minute)

      const issue = await filed(body.id)
      expect(status).toBe(201)
      expect(body.links.html).toMatch(new RegExp(`/i/${body.id}$`))
      expect((await host.fetch(`/i/${body.id}`)).headers.get('location')).toBe(issue.html_url)
    })

    it('killed between the call to GitHub and the row, it finds the issue and files no other', async () => {
      front.set('mute')
      const { title, ...finding } = makeFinding()
      const unanswered = create({ title, ...finding }).catch(() => null)
      await eventually(async () => expect(await titled(title)).toHaveLength(1))
      await host.kill()
      await unanswered
      front.set('up')
      await host.start(settings, routes)
      // Beyond the lease of the dead, and until a look-up can be believed.
      await use.pass(minute)

      const { body } = await create({ title, ...finding })
      await eventually(async () => expect(await owed()).toEqual([]))
      expect((await titled(title)).map(({ html_url }) => html_url)).toEqual([
        (await host.fetch(`/i/${body.id}`)).headers.get('location'),
      ])
    })

    it('with a revoked token all is kept, and filed once the token is good', async () => {
      github.accept('another')
      const refused = await create(makeFinding())
      const headers = { Authorization: `Bearer ${adminToken}` }
      const during = await host.fetch('/readyz', { headers })
      github.accept(github.token)
      await use.pass(minute)

      expect(refused).toMatchObject({
        status: 502,
        body: { message: 'GitHub refused the issue: Bad credentials' },
      })
      expect(during.status).toBe(503)
      expect(await during.text()).toContain('GitHub refuses the log-in')
      await eventually(async () => expect((await host.fetch('/readyz')).status).toBe(200))
      await eventually(async () => expect(await owed()).toEqual([]))
    })

    it("Kondukto's finding is a page of the embedded tracker, and what is done there comes back", async () => {
      const { body } = await create(makeFinding(), 'shop')
      const path = new URL(body.links.html).pathname
      const attachments = [{ title: 'a.txt', base64_content: 'aGk=' }]
      await use.kondukto('POST', `/issues/${body.id}/attachments`, { attachments })

      await eventually(async () => expect(await use.page(path)).toContain('a.txt'))
      const file = (await use.page(path)).match(/href="([^"]+\/attachments\/[^"]+)"/)?.[1] ?? ''
      await submit(`${path}/close`, { reason: 'not_planned' })

      expect(await use.page(file)).toBe('hi')
      await eventually(() => pollUntil(body.id, 'closed'))
    })

    it.each([
      ['Corgea', 'Production API', 'Cross-Site Scripting', corgeaCall()],
      ['Data Theorem', 'CA Business Unit', 'certificate', theoremCall()],
      ['Holm Security', 'holm', 'Old SSH', posted('/hooks/holm/holm-hook-token', { ticket })],
      ['AppScan, whose issues are fetched,', application, 'SQL Injection', [appscanCall]],
    ] as const)('%s is heard', async (_, project, words, [path, init]) => {
      const answer = await host.fetch(path, init)

      expect(answer.status).toBe(202)
      const page = `/admin/projects/${encodeURIComponent(project)}/issues/1`
      await eventually(async () => expect(await use.page(page)).toContain(words))
    })

    it('AppScan is told where its issue was filed', async () => {
      await eventually(async () => {
        await use.pass(1000)
        expect(appscanIssue.ExternalId).toContain('/issues/1')
      })
    })

    it('a GitHub App signs its log-in', async () => {
      await host.start({ ...settings, ...appSettings }, routes)

      const { body } = await create(makeFinding())

      expect(body.links.html).toBe((await filed(body.id)).html_url)
      expect(github.log.some((call) => call.startsWith('POST /app/installations/9/'))).toBe(true)
    })

    /** A finding as Kondukto sends it; the project `github` goes there. */
    function create(finding: Record<string, unknown>, project_name = 'github') {
      return use.kondukto('POST', '/issues', { ...finding, project_name })
    }

    /** A finding that is filed, and where Casey finds it. */
    async function file() {
      const { id } = (await create(makeFinding())).body
      const { number } = await filed(id)
      return { id, ref: { target: github.target, id: '', key: String(number) } }
    }

    /** The issue on GitHub that carries our id. */
    function filed(id: string): Promise<PersonIssue> {
      return eventually(async () => {
        const issue = (await issuesOf(github)).find(({ body }) => body.includes(`lockstep:${id}`))
        if (!issue) throw new Error(`${id} is not filed`)
        return issue
      })
    }

    async function titled(title: unknown): Promise<PersonIssue[]> {
      return (await issuesOf(github)).filter((issue) => issue.title === title)
    }

    async function pollUntil(id: string, status: string): Promise<void> {
      await use.pass(minute)
      expect((await use.kondukto('GET', `/issues/${id}`)).body.status).toBe(status)
    }

    async function said(ref: RemoteRef): Promise<string[]> {
      return (await casey.read(ref)).comments.map(({ body }) => body)
    }

    async function heard(id: string): Promise<[string, string][]> {
      const { comments } = (await use.kondukto('GET', `/issues/${id}/comments`)).body
      return comments.map(({ author, body }: Said) => [author.username, body])
    }

    async function owed(): Promise<Owed[]> {
      return JSON.parse(await use.page('/admin/jobs')).jobs
    }

    async function jobOf(issueId: string): Promise<Owed> {
      const job = (await owed()).find((one) => one.issueId === issueId)
      if (!job) throw new Error(`nothing is owed to ${issueId}`)
      return job
    }

    function events({ headers, body }: Sent) {
      return host.fetch('/trackers/github/events', { method: 'POST', headers, body })
    }

    async function submit(path: string, fields: Record<string, string>): Promise<void> {
      const headers = {
        Authorization: `Bearer ${adminToken}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      }
      const body = new URLSearchParams(fields).toString()
      expect((await host.fetch(path, { method: 'POST', headers, body })).status).toBe(303)
    }
  })
}

interface Owed {
  readonly issueId: string
  readonly tries: number
}

interface Said {
  readonly author: { readonly username: string }
  readonly body: string
}

const appscanIssue: AppscanIssue & Record<string, unknown> = {
  ...{ IssueType: 'SQL Injection', Severity: 'High', ApplicationId: application, Status: 'Open' },
  ...{ Id: '00000000-0000-4000-8000-000000000001', LastUpdated: '2026-01-01T00:00:00.000Z' },
}

function settingsOf({ token, target }: Github, github: string, appscan: string) {
  return {
    ...{ KONDUKTO_SECRET: konduktoSecret, ADMIN_TOKEN: adminToken, CREATE_WAIT_MS: '5000' },
    ...{
      PUBLIC_URL: 'http://lockstep',
      CORGEA_SECRET: 'corgea-secret',
      DATATHEOREM_TOKEN: 'theorem-token',
    },
    ...{ HOLM_TOKEN: 'holm-hook-token', APPSCAN_TOKEN: 'appscan-token', APPSCAN_URL: appscan },
    ...{ APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret' },
    ...{ GITHUB_URL: github, GITHUB_TOKEN: token, GITHUB_REPO: target },
    ...{ GITHUB_WEBHOOK_SECRET: webhookSecret, GITHUB_WRITES_PER_MINUTE: '0' },
  }
}

const appSettings = {
  ...{ GITHUB_TOKEN: '', GITHUB_APP_ID: '7', GITHUB_APP_INSTALLATION_ID: '9' },
  GITHUB_APP_PRIVATE_KEY: app.privateKey.trim().replaceAll('\n', '\\n'),
}

function posted(path: string, body: unknown, headers: Record<string, string> = {}) {
  return [path, { method: 'POST', body: JSON.stringify(body), headers }] as const
}

function corgeaCall() {
  const signature = createHmac('sha256', 'corgea-secret')
    .update(JSON.stringify(assigned))
    .digest('hex')
  return posted('/hooks/corgea', assigned, { 'x-corgea-signature': signature })
}

function theoremCall() {
  const data = { ...resolved.event.data, policy_violation_status: 'OPEN' }
  const event = { ...resolved.event, type: 'API_SECURE__POLICY_VIOLATION_OPENED', data }
  const body = { ...resolved, event }
  return posted('/hooks/datatheorem', body, { authorization: 'Bearer theorem-token' })
}

const ticket = { number: 7, status: 'Open', severity: 'High', vulnerability_name: 'Old SSH' }
const appscanCall = `/hooks/appscan/appscan-token/application/${application}`

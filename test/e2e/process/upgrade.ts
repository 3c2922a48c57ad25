import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oldFinding, oldId } from '../../fixtures/old-store.ts'
import { type AppscanIssue, makeAppscanIssues, startAppscan } from '../../scanners/appscan.ts'
import { adminToken } from '../../support/bridge.ts'
import { type Host, openUse } from '../../support/hosts/host.ts'
import { openPerson, type Person } from '../../trackers/github/person.ts'
import { issuesOf, type PersonIssue } from '../../trackers/github/read.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'

const minute = 60_000
const application = 'b9513af1-7fc1-f011-8194-002248e524dc'
const routes = `
routes:
  - when: { source: appscan }
    to: { tracker: local, target: "{project}" }
  - when: { project: pay }
    to: { tracker: jira, target: PAY }
  - when: { project: other }
    to: { tracker: github, target: acme/other }
  - to: { tracker: github, target: acme/shop }`

/** A store of version 0.1.0 that was in the middle of everything, and goes on in this version. `open` answers a host with it. */
export function describeUpgrade(name: string, open: () => Promise<Host>): void {
  describe(`a store of version 0.1.0, upgraded ${name}`, { timeout: 2 * minute }, () => {
    let github: Github
    let jira: Jira
    let appscan: Awaited<ReturnType<typeof startAppscan>>
    let casey: Person
    let found: AppscanIssue[]
    let host: Host
    let use: ReturnType<typeof openUse>
    beforeAll(async () => {
      github = await startGithub()
      jira = await startJira()
      found = makeAppscanIssues(205)
      appscan = await startAppscan(found)
      casey = openPerson(github)
      for (const number of [105, 107, 109, 114, 115, 117]) await fileOld(number)
      jira.seed(1)
      host = await open()
      use = openUse(host)
      await host.start(settings(), routes)
    }, 2 * minute)
    afterAll(async () => {
      await host.stop()
      await Promise.all([appscan.stop(), jira.stop(), github.stop()])
    })

    it('shows Kondukto every issue as it was', async () => {
      const shown = await Promise.all([101, 102, 103, 109].map(issue))

      expect(shown.map(({ status }) => status)).toEqual(['open', 'closed', 'closed', 'closed'])
    })

    it('shows Kondukto the comments that people and it wrote, and the files', async () => {
      const { comments } = await part(101, 'comments')
      const { attachments } = await part(101, 'attachments')

      expect(comments.map(({ body }: { body: string }) => body)).toEqual([
        'Please look at this.',
        'I am on it.',
      ])
      expect(attachments).toMatchObject([{ title: 'trace.txt', size: 5 }])
    })

    it('keeps the embedded tracker, its comments and the contents of its files', async () => {
      const page = await use.page('/admin/projects/shop/issues/1')
      const file = await use.page(`/admin/projects/shop/issues/1/attachments/${oldId(841)}`)

      expect(page).toContain('I am on it.')
      expect(page).toContain('Seen again')
      expect(file).toBe('hello')
    })

    it('keeps the history of an issue', async () => {
      const history = await use.page(`/i/${oldId(102)}/history`)

      expect(history).toContain('a new finding')
      expect(history).toContain('closed by a person as not planned')
    })

    it('writes the four changes that were on their way, in their order', async () => {
      await work(async () => {
        const changed = await onGithub(1)
        expect(changed).toMatchObject({ title: 'Finding 105, named anew', state: 'closed' })
        expect(changed.labels.toSorted()).toEqual(['Task', 'severity:low'])
      })
    })

    it('files what was not filed, with its comment and its file, and in the place that was paused', async () => {
      await work(async () => {
        const filed = (await issuesOf(github)).find(({ title }) => title === 'Finding 106')
        expect(filed?.comments.join()).toContain('Found on the main branch.')
        expect(filed?.comments.join()).toContain('poc.txt')
        const elsewhere = await casey.list('/repos/acme/other/issues?state=all')
        expect(elsewhere.map(({ title }) => title)).toEqual(['Finding 108'])
      })
    })

    it('finds the issue whose filing was cut off, and does not file it again', async () => {
      await work(async () => expect(await linkOf(107)).toMatch(/\/acme\/shop\/issues\/2$/))

      const carriers = (await issuesOf(github)).filter(({ body }) => body.includes(oldId(107)))
      expect(carriers).toHaveLength(1)
    })

    it('resumes the account whose log-in works again', async () => {
      await work(async () => {
        expect(await linkOf(111)).toContain('/browse/PAY-2')
        expect(jira.calls('POST', /\/issue\/10001\/comment$/)).toBe(1)
      })
    })

    it('tells AppScan where the issue is, and fetches the rest of the scan', async () => {
      await work(async () => {
        expect(found[112]?.ExternalId).toContain(`/admin/projects/${application}/issues/1`)
        const list = await use.page(`/admin/projects/${application}`)
        expect(list).toContain('Issue 204')
        expect(list).not.toContain('Issue 199')
      })
    })

    it('brings the file that was on its way', async () => {
      await work(async () => expect((await onGithub(5)).comments.join()).toContain('shot.txt'))
    })

    it('files none of the findings again that are reported again', async () => {
      const before = (await issuesOf(github)).length
      // 103 and 109 were closed by the scanner: to report them would open them again.
      const created = [101, 102, 106, 107, 114, 115].map((n) => report(n))
      const answers = await Promise.all([...created, report(108, 'other'), report(110, 'pay')])

      const ids = [101, 102, 106, 107, 114, 115, 108, 110]
      expect(answers.map(({ body }) => body.id)).toEqual(ids.map(oldId))
      await use.pass(minute)
      expect(await issuesOf(github)).toHaveLength(before)
      expect(await use.page('/admin/projects/shop')).not.toContain('issues/4"')
      expect((await issue(102)).status).toBe('closed')
    })

    it('does what had failed for good, once it is asked to', async () => {
      const headers = { Authorization: `Bearer ${adminToken}` }
      await host.fetch('/admin/jobs/redrive', { method: 'POST', headers })

      await work(async () => {
        expect(await linkOf(116)).toContain('/acme/shop/issues/')
        expect(await onGithub(3)).toMatchObject({ state: 'closed' })
        expect(found[113]?.Status).toBe('Noise')
        expect(await states()).not.toContain('failed')
      })
    })

    function settings(): Record<string, string> {
      const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
      return {
        ...{ GITHUB_URL: github.url, GITHUB_TOKEN: github.token, GITHUB_REPO: github.target },
        ...{ GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '0', CREATE_WAIT_MS: '0' },
        ...{
          ...settingsFor(jira),
          ...key,
          APPSCAN_TOKEN: 'appscan-token',
          CORGEA_SECRET: 'corgea-secret',
        },
        ...{ KONDUKTO_SECRET: 'kondukto-secret', ADMIN_TOKEN: adminToken },
        ...{ PUBLIC_URL: 'https://lockstep.example', RETENTION_DAYS: '36500' },
      }
    }

    /** As version 0.1.0 filed it. */
    async function fileOld(number: number): Promise<void> {
      const key = number === 117 ? `${oldId(number)}-2` : oldId(number)
      const body = `Text of finding ${number}.\n\n<!-- lockstep:${key} -->`
      const labels = number === 105 ? ['Bug', 'severity:high'] : []
      const issue = { title: `Finding ${number}`, body, labels }
      await casey.ask('POST', '/repos/acme/shop/issues', issue)
    }

    /** Lets time pass, a minute every few seconds, until it is so: never while a job runs, which would lose its lease. */
    async function work(look: () => Promise<void>): Promise<void> {
      await host.tick()
      for (let looks = 1; looks < 100; looks += 1) {
        if (await look().then(isSo, isNot)) return
        await new Promise((resolve) => setTimeout(resolve, 300))
        if (looks % 10 === 0 && !(await states()).includes('running')) await use.pass(minute)
      }
      return look()
    }

    async function onGithub(number: number): Promise<PersonIssue> {
      const issue = (await issuesOf(github)).find((one) => one.number === number)
      if (!issue) throw new Error(`there is no issue ${number}`)
      return issue
    }

    async function issue(number: number) {
      return (await use.kondukto('GET', `/issues/${oldId(number)}`)).body
    }

    async function part(number: number, name: string) {
      return (await use.kondukto('GET', `/issues/${oldId(number)}/${name}`)).body
    }

    async function linkOf(number: number): Promise<string> {
      return (await host.fetch(`/i/${oldId(number)}`)).headers.get('location') ?? ''
    }

    function report(number: number, project?: string) {
      return use.kondukto('POST', '/issues', oldFinding(number, project))
    }

    async function states(): Promise<string[]> {
      const { jobs } = JSON.parse(await use.page('/admin/jobs')) as { jobs: { state: string }[] }
      return jobs.map(({ state }) => state)
    }
  })
}

function isSo(): boolean {
  return true
}

function isNot(): boolean {
  return false
}

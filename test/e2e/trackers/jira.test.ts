// Loaded here, so that the first finding does not wait for it.
import '../../../connectors/jira/login/open.ts'
import { getIssue, searchAndReconsileIssuesUsingJqlPost } from 'jira.js/cloud'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { casey, dana } from '../../trackers/jira/people.ts'
import { openPerson, type Person } from '../../trackers/jira/person.ts'
import { textOf as shownIn } from '../../trackers/jira/rest/adf.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { jiraKinds, settingsFor } from '../../trackers/jira/tracker.ts'
import { workflows } from '../../trackers/jira/workflows.ts'
import { stillClock } from '../../trackers/kit/clock.ts'

const second = 1000
const minute = 60 * second

describe.each(jiraKinds)('Jira $name:', ({ dataCenter }) => {
  let jira: Jira
  let person: Person
  let bridge: TestBridge
  beforeAll(async () => {
    jira = await startJira({ limits: !dataCenter, clock: stillClock(), dataCenter })
    person = openPerson(clientOf(jira, 'casey'))
  })
  beforeEach(async () => {
    await jira.reset()
    bridge = start()
  })
  afterEach(() => bridge.stop())
  afterAll(() => jira.stop())

  describe('a finding', () => {
    it("becomes a Jira issue: the vendor's own payload", async () => {
      const { status, body } = await create(vendorPayload)

      const [issue] = await issues()
      expect(status).toBe(201)
      expect(body.links.html).toBe(`${jira.url}/browse/${issue?.key}`)
      expect(issue?.fields.summary).toBe(vendorPayload.title)
      expect(issue?.fields.labels.toSorted()).toEqual([
        'Bug',
        'KONDUKTO',
        `lockstep-${body.id}`,
        'severity:medium',
        'source:kondukto',
      ])
      expect(issue?.fields.priority.name).toBe('Medium')
      expect(issue?.fields.duedate).toBeNull()
      expect(textOf(issue)).toContain('Not set in Jira: due date 2006-01-02T15:04:05Z07:00')
    })

    it.skipIf(dataCenter)('shows its code exactly, in a block that unfolds', async () => {
      await create(vendorPayload)

      const [issue] = await issues()
      const unfolds = issue?.fields.description.content.filter(
        ({ type }: { type: string }) => type === 'expand',
      )
      const blocks = JSON.stringify(unfolds).match(
        /"type":"codeBlock".*?"text":"(?:[^"\\\\]|\\\\.)*"/g,
      )
      expect(blocks?.join()).toContain('for i, b := range buf {')
      expect(blocks?.join()).toContain('fmt.Errorf(\\"unsupported encoding %v\\", enc)')
    })

    it.each([
      ['by the address that Jira shows', { email: 'casey@acme.example' }, casey.accountId],
      ['by the setting', { email: 'dev@acme.io' }, dana.accountId],
      ['to nobody where two may be meant', { email: 'robin@acme.example' }, ''],
      ['to nobody where nobody is known', { email: 'stranger@acme.example' }, ''],
    ])('is assigned %s, and says so where it is not', async (_, assignee, account) => {
      await restart({ routes: `assignees: { dev@acme.io: { jira: "${dana.accountId}" } }` })
      const { body } = await create(makeFinding({ assignee: { username: '', ...assignee } }))

      const [issue] = await issues()
      expect(body.assignee_id).toBe(account)
      expect(issue?.fields.assignee?.accountId ?? '').toBe(account)
      expect(textOf(issue).includes(`assignee ${assignee.email}`)).toBe(account === '')
    })

    it.skipIf(dataCenter)(
      'is filed through the address of scoped tokens too, and its link leads to the site',
      async () => {
        await restart({ env: { JIRA_URL: `${jira.url}/ex/jira/11223344-a1b2` } })

        const { body } = await create(makeFinding())

        expect(body.links.html).toBe(`${jira.url}/browse/PAY-1`)
      },
    )

    it('is filed once and gets one id from 50 parallel identical creates', async () => {
      jira.lag(minute)

      const answers = await Promise.all(Array.from({ length: 50 }, () => create(vendorPayload)))

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
      expect(await issues()).toHaveLength(1)
    })

    it('costs Jira one call to create, two to close and one to comment', async () => {
      await create(makeFinding())
      jira.log.length = 0
      const { body } = await create(makeFinding())
      const path = `/api/v1/issues/${body.id}`
      const created = jira.log.splice(0)

      await bridge.kondukto('PATCH', path, { status: 'closed' })
      await pass(second)
      const closed = jira.log.splice(0)
      await bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'a comment' }] })
      await pass(second)

      expect(created.map(call)).toEqual(['POST /issue'])
      expect(closed.map(call)).toEqual(['GET /issue/10002', 'POST /issue/10002/transitions'])
      expect(jira.log.map(call)).toEqual(['POST /issue/10002/comment'])
    })

    it('takes everything the scanner does to it to Jira', async () => {
      const { body } = await create(
        makeFinding({ template_md: 'old', labels: ['Bug'], severity: 'high' }),
      )
      const path = `/api/v1/issues/${body.id}`
      const file = { title: 'shot.png', base64_content: 'iVBORw0KGgo=' }

      await bridge.kondukto('PATCH', path, { severity: 'low', labels: ['New one'], body: 'new' })
      await bridge.kondukto('POST', `${path}/attachments`, { attachments: [file] })
      await bridge.kondukto('PATCH', path, { status: 'closed' })
      await pass(2 * second)

      const [issue] = await issues()
      const labels = issue?.fields.labels.filter((label: string) => !label.startsWith('lockstep-'))
      expect(issue?.fields.status.name).toBe('Done')
      expect(issue?.fields.resolution.name).toBe('Done')
      expect(labels.toSorted()).toEqual(['New_one', 'severity:low', 'source:kondukto'])
      expect(issue?.fields.priority.name).toBe('Low')
      expect(textOf(issue)).toContain('new')
      expect(issue?.fields.attachment[0].filename).toBe('shot.png')
    })

    it('keeps the priority that a person has set since', async () => {
      const { body } = await create(makeFinding({ severity: 'high' }))
      const [issue] = await issues()
      await person.client.sendRequest({
        ...{ url: `/rest/api/3/issue/${issue?.id}`, method: 'PUT' },
        body: { fields: { priority: { name: 'Highest' } } },
      })

      await bridge.kondukto('PATCH', `/api/v1/issues/${body.id}`, { severity: 'low' })
      await settle()

      expect((await issues())[0]?.fields.priority.name).toBe('Highest')
    })

    it('marked as a false positive is filed and closed as not planned, with the reason', async () => {
      await create(makeFinding({ fp: true }))
      await pass(2 * second)

      const [issue] = await issues()
      expect(issue?.fields.resolution.name).toBe("Won't Do")
      expect(JSON.stringify(issue?.fields.comment)).toContain('false positive')
    })

    it('too long for Jira is cut, keeps its marker, and is attached in full', async () => {
      const text = 'A paragraph of some length.\n\n'.repeat(40_000)
      const { body } = await create(makeFinding({ template_md: text }))
      await pass(second)

      const [issue] = await issues()
      const [file] = issue?.fields.attachment ?? []
      expect(textOf(issue).length).toBeLessThanOrEqual(32_767)
      expect(issue?.fields.labels).toContain(`lockstep-${body.id}`)
      expect(file).toMatchObject({ filename: 'full-text.md', size: text.length })
    })
  })

  describe('when Jira', () => {
    // Long enough to be told of a refusal.
    beforeEach(() => restart({ env: { CREATE_WAIT_MS: '1000' } }))

    it.each([{ kind: 'commit-then-drop' }, { kind: 'commit-then-502' }] as const)(
      'does the work and then answers nothing usable ($kind), the retry finds it though the index is behind',
      async (fault) => {
        await create(makeFinding())
        jira.lag(10 * minute)
        jira.fail(fault)
        const { status } = await create(makeFinding())

        await pass(minute + second)

        expect(status).toBe(201)
        expect(jira.calls('POST', /\/issue$/)).toBe(2)
        expect(await issues()).toHaveLength(2)
        expect(await owed()).toBe(0)
      },
    )

    it('is ten minutes behind with its index, and has many issues: the retry finds the one all the same', async () => {
      await create(makeFinding())
      jira.lag(10 * minute)
      jira.seed(150)
      jira.fail({ kind: 'commit-then-drop' })
      const { body } = await create(makeFinding())

      await pass(minute + second)

      const filed = (await issues()).filter(({ fields }) =>
        fields.labels.includes(`lockstep-${body.id}`),
      )
      expect(filed).toHaveLength(1)
      expect(await owed()).toBe(0)
    })

    it('refuses the log-in, the answer is 502 with its words; with a good log-in all that was kept is filed', async () => {
      jira.accept('another token')
      const { status, body } = await create(makeFinding())
      const [code, problems] = await ready()

      jira.accept(jira.token)
      await pass(minute + second)

      expect(status).toBe(502)
      expect(body.message).toMatch(/^Jira refused the issue: /)
      expect(code).toBe(503)
      expect(problems.join()).toContain('Jira refuses the log-in')
      expect(await ready()).toEqual([200, []])
      expect(await issues()).toHaveLength(1)
    })

    it.each([400, 403] as const)(
      'forbids writing with %s, only that project waits',
      async (denied) => {
        jira.configure('PAY', { denied })
        const { status } = await create(makeFinding())
        const [, problems] = await ready()

        jira.configure('PAY', { denied: null })
        await pass(minute + second)

        expect(status).toBe(502)
        expect(problems.join()).toContain('Jira refuses access to PAY')
        expect(await issues()).toHaveLength(1)
      },
    )

    it('wants a field, the refusal names it and the lines that mend it; with them it is filed', async () => {
      const team = {
        key: 'customfield_10010',
        name: 'Team',
        required: true,
        options: ['Red', 'Blue'],
      }
      jira.configure('PAY', { customFields: [team] })
      const { status, body } = await create(makeFinding())
      await reconfigure(`{ tracker: jira, fields: { customfield_10010: { value: Blue } } }`)

      await bridge.admin('/admin/jobs/redrive', { method: 'POST' })
      await settle()

      expect(status).toBe(502)
      expect(body.message).toContain('"Team" (customfield_10010)')
      expect(body.message).toContain('fields: { customfield_10010: { value: "Red" } }')
      expect((await issues())[0]?.fields.customfield_10010).toMatchObject({ value: 'Blue' })
    })

    it('has no place for labels, priority and due date, the issue is filed and says so', async () => {
      jira.configure('PAY', { screen: ['description'] })
      await create(makeFinding())
      jira.lag(10 * minute)
      jira.fail({ kind: 'commit-then-drop' })
      await create(makeFinding({ labels: ['Bug'], severity: 'high', due_date: '2026-12-24' }))

      await pass(minute + second)

      const all = await issues()
      expect(all).toHaveLength(2)
      for (const said of ['labels Bug', 'priority High', 'due date 2026-12-24'])
        expect(textOf(all[1])).toContain(said)
    })

    it('closes in two steps and wants a resolution: refused by name, and closed once the route says which', async () => {
      jira.configure('PAY', { workflow: workflows.steps })
      const steps = 'statuses: { completed: [In Progress] }'
      await reconfigure(`{ tracker: jira, ${steps} }`)
      const { body } = await create(makeFinding())
      await bridge.kondukto('PATCH', `/api/v1/issues/${body.id}`, { status: 'closed' })
      await pass(second)
      const [job] = await jobs()
      await reconfigure(`{ tracker: jira, ${steps}, fields: { resolution: { name: Done } } }`)

      await bridge.admin('/admin/jobs/redrive', { method: 'POST' })
      await pass(second)

      const [issue] = await issues()
      expect(job).toMatchObject({ kind: 'update', state: 'failed' })
      expect(job.error).toContain('"Resolution" (resolution)')
      expect(job.error).toContain('fields: { resolution: { name: "Done" } }')
      expect(issue?.fields.status.name).toBe('Done')
      expect(await owed()).toBe(0)
    })

    it('has no way to done, the refusal tells what it offers', async () => {
      jira.configure('PAY', { workflow: workflows.endless })
      const { body } = await create(makeFinding())

      await bridge.kondukto('PATCH', `/api/v1/issues/${body.id}`, { status: 'closed' })
      await pass(second)

      const [job] = await jobs()
      expect(job.state).toBe('failed')
      expect(job.error).toMatch(/^No single transition .* where PAY-1 is .* It offers: \w/)
    })

    it('knows no reasons, what it makes of our closing is not taken for a person’s', async () => {
      jira.configure('PAY', { workflow: workflows.silent })
      const { body } = await create(makeFinding({ fp: true }))
      await pass(2 * second)

      await pass(2 * minute)

      const history = await (await bridge.admin(`/i/${body.id}/history`)).text()
      expect((await issues())[0]?.fields.status.name).toBe('Done')
      expect(history).not.toContain('by a person')
    })

    it('has the issue changed by somebody else just then, the transition is tried again', async () => {
      const { body } = await create(makeFinding())
      jira.conflict()

      await bridge.kondukto('PATCH', `/api/v1/issues/${body.id}`, { status: 'closed' })
      await pass(minute + second)

      expect((await issues())[0]?.fields.status.name).toBe('Done')
    })

    it('says "too fast" without saying for how long, it is left alone for a minute', async () => {
      jira.fail({ kind: 'answer', status: 429 })
      await create(makeFinding())

      await pass(50 * second)
      const before = await issues()
      await pass(11 * second)

      expect(before).toEqual([])
      expect(await issues()).toHaveLength(1)
    })

    it('says "too fast" of one issue, the others are written meanwhile', async () => {
      const one = (await create(makeFinding())).body.id
      const other = (await create(makeFinding())).body.id
      const headers = { 'retry-after': '7', 'ratelimit-reason': 'jira-per-issue-on-write' }
      const comment = { comments: [{ body: 'a comment' }] }
      jira.fail({ kind: 'answer', status: 429, headers })
      await bridge.kondukto('POST', `/api/v1/issues/${one}/comments`, comment)
      await settle()

      await bridge.kondukto('POST', `/api/v1/issues/${other}/comments`, comment)
      await settle()
      const meanwhile = await commentCounts()
      await pass(8 * second)

      expect(meanwhile).toEqual([0, 1])
      expect(await commentCounts()).toEqual([1, 1])
    })
  })

  it.skipIf(dataCenter)(
    '120 comments on one issue stay below the limits of an issue: none is refused, all are there in order',
    async () => {
      const { body } = await create(makeFinding())
      const comments = Array.from({ length: 120 }, (_, n) => ({ body: `Comment ${n}` }))

      for (const part of [comments.slice(0, 60), comments.slice(60)])
        await bridge.kondukto('POST', `/api/v1/issues/${body.id}/comments`, { comments: part })
      await pass(40 * second)

      const [issue] = await issues()
      const said = issue?.fields.comment.comments.map((comment: unknown) => JSON.stringify(comment))
      expect(jira.log.filter((line) => line.endsWith(' 429'))).toEqual([])
      expect(said).toHaveLength(120)
      for (const [n, text] of said.entries()) expect(text).toContain(`"Comment ${n}"`)
    },
  )

  it.skipIf(dataCenter)(
    '300 findings in a moment meet the limit of a second, which is obeyed: each is filed, once',
    async () => {
      await restart({ env: { CREATE_WAIT_MS: '0' }, live: false })
      for (let n = 0; n < 300; n += 1) await create(makeFinding())

      await pass(5 * second)

      expect(jira.refused()).toBeGreaterThan(0)
      expect(jira.refused()).toBeLessThan(20)
      expect(await issues()).toHaveLength(300)
      expect(await owed()).toBe(0)
    },
  )

  function start(options: Options = {}): TestBridge {
    const clock = {
      get now() {
        return jira.now()
      },
    }
    return startBridge({ ...options, clock, env: { ...settingsFor(jira), ...options.env } })
  }

  async function restart(options: Options): Promise<void> {
    await bridge.stop()
    bridge = start(options)
  }

  /** Starts again on the same store with another route. */
  async function reconfigure(to: string): Promise<void> {
    const { db } = bridge
    bridge = start({ db, routes: `routes: [{ to: ${to} }]` })
  }

  function create(finding: unknown) {
    return bridge.kondukto('POST', '/api/v1/issues', finding)
  }

  /** Until nothing is due now. */
  async function settle(): Promise<void> {
    while ((await bridge.tick()) <= jira.now());
  }

  /** Lets time pass, and everything be done when it becomes due. */
  async function pass(ms: number): Promise<void> {
    const end = jira.now() + ms
    for (let next = await bridge.tick(); jira.now() < end; next = await bridge.tick()) {
      if (next > jira.now()) await jira.advance(Math.min(next, end) - jira.now())
    }
    await settle()
  }

  /** Issues as a person finds them, oldest first. */
  async function issues() {
    const jql = 'project = "PAY" ORDER BY created'
    const found = await searchAndReconsileIssuesUsingJqlPost(person.client, {
      jql,
      maxResults: 5000,
    })
    const all = []
    for (const { id } of found.issues ?? []) {
      const { fields = {}, key } = await getIssue(person.client, { issueIdOrKey: String(id) })
      all.push({ id: String(id), key: String(key), fields })
    }
    return all
  }

  function textOf(issue: { fields: Record<string, unknown> } | undefined): string {
    const text = shownIn(issue?.fields.description)
    const signs = /\\(\W)|&#(\d+);/g
    return dataCenter
      ? text.replace(signs, (_, sign, code) => sign ?? String.fromCharCode(code))
      : text
  }

  /** A request without what varies: `POST /issue`. */
  function call(line: string): string {
    return line.replace(/^(\w+) \/rest\/api\/[23]([^? ]*).*$/, '$1 $2')
  }

  async function ready(): Promise<[number, string[]]> {
    const response = await bridge.admin('/readyz')
    return [response.status, (await response.json()).problems]
  }

  async function jobs() {
    return (await (await bridge.admin('/admin/jobs')).json()).jobs
  }

  async function owed(): Promise<number> {
    return (await jobs()).length
  }

  async function commentCounts(): Promise<number[]> {
    return (await issues()).map(({ fields }) => fields.comment.total)
  }
})

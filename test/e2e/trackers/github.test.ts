import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../../contract/connector/index.ts'
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openPerson, type Person } from '../../trackers/github/person.ts'
import { issuesOf, type PersonIssue } from '../../trackers/github/read.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'

const second = 1000
const minute = 60 * second

let github: Github
let person: Person
let bridge: TestBridge
beforeAll(async () => {
  github = await startGithub()
  person = openPerson(github)
})
beforeEach(async () => {
  await github.reset()
  github.limit('none')
  bridge = start()
})
afterEach(() => bridge.stop())
afterAll(() => github.stop())

describe('a finding', () => {
  it("becomes a GitHub issue: the vendor's own payload", async () => {
    const { status, body } = await create(vendorPayload)

    const [issue] = await issues()
    expect(status).toBe(201)
    expect(body.links.html).toBe(issue?.html_url)
    expect(issue).toMatchObject({ title: vendorPayload.title, state: 'open' })
    expect(issue?.labels.toSorted()).toEqual([
      'Bug',
      'KONDUKTO',
      'severity:medium',
      'source:kondukto',
    ])
    expect(issue?.body).toContain('\n*284 - \t\tfor i, b := range buf {\n')
    expect(issue?.body).toContain(
      '\n-289 - \t\tErrorHandler(fmt.Errorf("unsupported encoding %v", enc))\n',
    )
    expect(issue?.body).toMatch(new RegExp(`<!-- lockstep:${body.id} -->$`))
  })

  it('is filed once and gets one id from 50 parallel identical creates', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(vendorPayload)))

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await issues()).toHaveLength(1)
  })

  it('costs GitHub one call to create, one to close and one to comment', async () => {
    const { body } = await create(makeFinding())
    const path = `/api/v1/issues/${body.id}`

    await bridge.kondukto('PATCH', path, { status: 'closed' })
    await settle()
    await bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'a comment' }] })
    await settle()

    expect(github.log).toEqual([
      'POST /repos/acme/shop/issues 201',
      'PATCH /repos/acme/shop/issues/1 200',
      'POST /repos/acme/shop/issues/1/comments 201',
    ])
  })

  it('takes everything the scanner does to it to GitHub', async () => {
    const { body } = await create(
      makeFinding({ template_md: 'old', labels: ['Bug'], severity: 'high' }),
    )
    const path = `/api/v1/issues/${body.id}`
    const file = { title: 'shot.png', base64_content: 'iVBORw0KGgo=' }

    await bridge.kondukto('PATCH', path, { severity: 'low', labels: ['New'], body: 'new' })
    await bridge.kondukto('POST', `${path}/attachments`, { attachments: [file] })
    await bridge.kondukto('PATCH', path, { status: 'closed' })
    await settle()

    const [issue] = await issues()
    expect(issue).toMatchObject({ state: 'closed', state_reason: 'completed' })
    expect(issue?.labels.toSorted()).toEqual(['New', 'severity:low', 'source:kondukto'])
    expect(issue?.body).toMatch(/^new\n/)
    expect(issue?.comments.join()).toContain('shot.png')
  })

  it('is given to another with two calls, though GitHub refused the one before, and to nobody', async () => {
    const people = 'assignees: { dev@acme.io: { github: casey } }'
    const routes = `routes: [{ to: { tracker: github, target: acme/shop } }]\n${people}`
    await bridge.stop()
    bridge = start({ routes })
    const finding = makeFinding({ assignee: { email: '', username: 'nobody' } })
    const whose = async (assignee: unknown) => {
      await create({ ...finding, assignee })
      await settle()
      return (await person.read({ target: github.target, id: '', key: '1' })).assignee
    }

    const refused = await whose(finding.assignee)
    github.log.length = 0
    const given = await whose({ email: 'dev@acme.io', username: 'Dev' })
    const calls = github.log.slice()
    const taken = await whose(null)

    expect([refused, given, taken]).toEqual(['', 'casey', ''])
    expect(calls).toEqual([
      'GET /repos/acme/shop/issues/1 200',
      'PATCH /repos/acme/shop/issues/1 200',
    ])
  })

  it('marked as a false positive is filed and closed as not planned, with the reason', async () => {
    await create(makeFinding({ fp: true }))
    await settle()

    const [issue] = await issues()
    expect(issue).toMatchObject({ state: 'closed', state_reason: 'not_planned' })
    expect(issue?.comments.join()).toContain('false positive')
  })

  it('seen again after it was closed as done is reopened with a comment', async () => {
    const finding = makeFinding()
    const { body } = await create(finding)
    await bridge.kondukto('PATCH', `/api/v1/issues/${body.id}`, { status: 'closed' })
    await settle()

    const again = await create(finding)
    await settle()

    const all = await issues()
    expect(again.body.id).toBe(body.id)
    expect(all).toHaveLength(1)
    expect(all[0]).toMatchObject({ state: 'open' })
    expect(all[0]?.comments.join()).toMatch(/Seen again/)
  })

  it('seen again is filed anew where that is configured, under the same id', async () => {
    await restart({ routes: 'lifecycle: { seenAgain: new }' })
    const finding = makeFinding()
    const { body } = await create(finding)
    await bridge.kondukto('PATCH', `/api/v1/issues/${body.id}`, { status: 'closed' })
    await settle()

    const again = await create(finding)

    const all = await issues()
    expect(again.body.id).toBe(body.id)
    expect(all.map(({ state }) => state).toSorted()).toEqual(['closed', 'open'])
    expect(again.body.links.html).toBe(all.find(({ state }) => state === 'open')?.html_url)
  })

  it('too long for GitHub is cut and attached in full', async () => {
    await create(makeFinding({ template_md: 'A paragraph of some length.\n\n'.repeat(40_000) }))
    await settle()

    const [issue] = await issues()
    expect(issue?.body.length).toBeLessThanOrEqual(65_536)
    expect(issue?.body).toMatch(/<!-- lockstep:\S+ -->$/)
    expect(issue?.comments.join()).toContain('full-text.md')
  })
})

describe('when GitHub', () => {
  it.each([
    ['drops the connection', { kind: 'commit-then-drop' }],
    ['answers 502', { kind: 'commit-then-502' }],
  ] as const)('files the issue and then %s, the retry finds it', async (_, fault) => {
    await restart({ env: { CREATE_WAIT_MS: '0' } })
    // The first request looks at the repository.
    github.fail(fault, { after: 1 })
    const { status, body } = await create(makeFinding())
    await settle()
    expect((await permalink(body.id)).status).toBe(200)

    await pass(12 * second)

    const [issue, ...more] = await issues()
    expect(status).toBe(201)
    expect(more).toEqual([])
    expect((await permalink(body.id)).headers.get('location')).toBe(issue?.html_url)
    expect(github.log.filter((call) => call.startsWith('POST'))).toHaveLength(1)
  })

  it.each([
    ['comment', 'comments', { comments: [{ body: 'only once' }] }],
    ['attachment', 'attachments', { attachments: [{ title: 'a.txt', base64_content: 'aGk=' }] }],
  ])('takes a %s and then drops the connection, the retry finds it', async (_, path, body) => {
    const created = await create(makeFinding())
    github.fail({ kind: 'commit-then-drop' }, { after: path === 'attachments' ? 6 : 0 })

    await bridge.kondukto('POST', `/api/v1/issues/${created.body.id}/${path}`, body)
    await settle()
    await pass(12 * second)

    const [issue] = await issues()
    expect(issue?.comments).toHaveLength(1)
  })

  it('is down for the whole create, the answer is the permalink in time, and the issue appears later', async () => {
    await restart({ env: { CREATE_WAIT_MS: '500' } })
    github.fail({ kind: 'offline' }, { after: 1 })
    const startedAt = performance.now()

    const { status, body } = await create(makeFinding())

    const took = performance.now() - startedAt
    const waiting = await permalink(body.id)
    expect(status).toBe(201)
    expect(body.links.html).toBe(`http://127.0.0.1:8787/i/${body.id}`)
    expect(took).toBeGreaterThanOrEqual(500)
    expect(took).toBeLessThan(1000)
    expect(await waiting.text()).toContain('Waiting for GitHub')
    await pass(12 * second)
    expect(await issues()).toHaveLength(1)
    expect((await permalink(body.id)).status).toBe(302)
  })

  it('refuses the log-in, the answer is 502 with its words; with a good log-in all that was kept is filed', async () => {
    github.accept('another-token')

    const first = await create(makeFinding())
    const second = await create(makeFinding())

    expect([first, second].map(({ status, body }) => [status, body.message])).toEqual([
      [502, 'GitHub refused the issue: Bad credentials'],
      [502, 'GitHub refused the issue: Bad credentials'],
    ])
    expect(await ready()).toEqual([
      503,
      [
        expect.stringMatching(
          /^GitHub refuses the log-in since 20\S+: Bad credentials\. 2 findings wait\. Next try at \S+Z\. Set a valid GITHUB_TOKEN, and restart\.$/,
        ),
      ],
    ])
    expect(github.looks.count + github.log.length).toBe(1)

    github.accept(github.token)
    await pass(minute)

    expect(await ready()).toEqual([200, []])
    expect(await issues()).toHaveLength(2)
  })

  it('forbids one issue though its check passes, that issue is refused; the same create again files it', async () => {
    refuse(refusal(403, 'Resource not accessible by integration'), [0, 1])
    const finding = makeFinding()

    const { status, body } = await create(finding)

    expect([status, body.message]).toEqual([
      502,
      'GitHub refused the issue: Resource not accessible by integration',
    ])
    expect(await ready()).toEqual([503, [expect.stringMatching(/^GitHub: 1 job failed since /)]])

    const again = await create(finding)

    expect(again.status).toBe(201)
    expect(await ready()).toEqual([200, []])
    expect(await issues()).toHaveLength(1)
  })

  it('forbids one issue, and no more once it is asked again, that issue is filed at once', async () => {
    refuse(refusal(403, 'Resource not accessible by integration'), [0])

    const { status } = await create(makeFinding())

    expect(status).toBe(201)
    expect(await ready()).toEqual([200, []])
    expect(await issues()).toHaveLength(1)
  })

  it('refuses the issue with 422, the answer is 502; the same create again files it', async () => {
    const finding = makeFinding()
    github.fail(refusal(422, 'Because'))
    const refused = await create(finding)
    expect(refused).toMatchObject({
      status: 502,
      body: { message: expect.stringMatching(/^GitHub refused the issue: .*Because/) },
    })
    expect(await ready()).toEqual([
      503,
      [expect.stringMatching(/^GitHub: 1 job failed since .*Because/)],
    ])

    const again = await create(finding)

    expect(again.status).toBe(201)
    expect(await ready()).toEqual([200, []])
    expect(await issues()).toHaveLength(1)
  })

  it('refuses one issue of many, the others are filed, and it can be redriven', async () => {
    await restart({ env: { CREATE_WAIT_MS: '0' } })
    github.fail(refusal(422, 'Poison'), { after: 3 })

    for (let n = 0; n < 20; n++) await create(makeFinding())
    await settle()

    const { jobs } = await (await bridge.admin('/admin/jobs')).json()
    expect(await issues()).toHaveLength(19)
    expect(jobs).toMatchObject([{ state: 'failed', error: 'Poison', kind: 'create' }])
    const redriven = await bridge.admin(`/admin/jobs/redrive?job=${jobs[0].id}`, { method: 'POST' })
    await settle()
    expect(await redriven.json()).toEqual({ redriven: 1 })
    expect(await issues()).toHaveLength(20)
  })

  it('stays away, the job is tried on the schedule and then failed, with every try on record', async () => {
    await restart({
      env: { CREATE_WAIT_MS: '0' },
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    })
    await create(makeFinding())
    await settle()

    for (const minutes of [0.2, 1, 3, 15, 90, 240, 780]) await pass(minutes * minute)

    const { jobs } = await (await bridge.admin('/admin/jobs')).json()
    const { attempts } = await (await bridge.admin(`/admin/jobs/${jobs[0].id}/attempts`)).json()
    expect(jobs).toMatchObject([{ state: 'failed', outcomeUnknown: true, tries: 8 }])
    expect(attempts.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
      Array(8).fill('unavailable'),
    )
  })

  it('says "too fast", it is left alone for as long as it says, and nothing counts as a failure', async () => {
    await restart({ env: { CREATE_WAIT_MS: '0' } })
    github.fail(refusal(429, 'Slow down', { 'retry-after': '90' }))
    await create(makeFinding())
    await settle()

    await pass(89 * second)
    expect(await issues()).toHaveLength(0)
    await pass(second)

    expect(await issues()).toHaveLength(1)
  })
})

it('files 600 findings in order at the default pace, and GitHub never says "too fast"', async () => {
  await restart({
    env: { GITHUB_WRITES_PER_MINUTE: '', GITHUB_WRITES_PER_HOUR: '', CREATE_WAIT_MS: '0' },
    live: false,
  })
  github.limit('bare')
  const titles: unknown[] = []
  for (let n = 0; n < 600; n++) {
    const finding = makeFinding()
    titles.push(finding.title)
    await create(finding)
  }
  const startedAt = github.now()

  for (let next = await bridge.tick(); (await owed()) > 0; next = await bridge.tick()) {
    await github.advance(Math.max(next - github.now(), 1))
  }

  const filed = await issues()
  expect(filed.map(({ title }) => title)).toEqual(titles)
  const writes = github.log.filter((line) => !line.startsWith('GET'))
  expect(writes).toEqual(titles.map(() => 'POST /repos/acme/shop/issues 201'))
  expect((github.now() - startedAt) / minute).toBeLessThan(1.3 * 60)
}, 120_000)

function start(options: Options = {}): TestBridge {
  return startBridge({
    ...options,
    clock: {
      get now() {
        return github.now()
      },
    },
    env: {
      GITHUB_TOKEN: github.token,
      GITHUB_REPO: github.target,
      GITHUB_URL: github.url,
      GITHUB_WRITES_PER_MINUTE: '0',
      GITHUB_WRITES_PER_HOUR: '0',
      ...options.env,
    },
  })
}

async function restart(options: Options): Promise<void> {
  await bridge.stop()
  bridge = start(options)
}

/** GitHub's answer to what it does not do. */
function refusal(status: number, message: string, headers: Record<string, string> = {}): Fault {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return {
    kind: 'answer',
    status,
    headers: { ...type, ...headers },
    body: JSON.stringify({ message }),
  }
}

function create(finding: unknown) {
  return bridge.kondukto('POST', '/api/v1/issues', finding)
}

/** Each try at a create meets the fault, after this many looks at the repository. */
function refuse(fault: Fault, looks: readonly number[]): void {
  for (const after of looks) github.fail(fault, { after })
}

/** Until nothing is due now. */
async function settle(): Promise<void> {
  while ((await bridge.tick()) <= github.now());
}

/** Lets time pass, and then everything that has become due be done. */
async function pass(ms: number): Promise<void> {
  await github.advance(ms)
  await settle()
}

async function ready(): Promise<[number, string[]]> {
  const response = await bridge.admin('/readyz')
  return [response.status, (await response.json()).problems]
}

function permalink(id: string): Promise<Response> {
  return bridge.fetch(new Request(`http://bridge/i/${id}`))
}

async function owed(): Promise<number> {
  return (await (await bridge.admin('/admin/jobs')).json()).jobs.length
}

function issues(): Promise<PersonIssue[]> {
  return issuesOf(github)
}

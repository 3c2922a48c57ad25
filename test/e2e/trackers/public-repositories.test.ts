import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub } from '../../support/memory-github.ts'
import { openJobs, openTime, pass, settle } from '../../support/running.ts'

const minute = 60_000
const secret = 'webhook-secret'

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  clock = openTime()
  github = openMemoryGithub(clock)
})
afterEach(() => bridge.stop())

describe('a repository that anybody can read', () => {
  it('gets no finding, and the refusal has the line to add', async () => {
    github.publish()
    start()

    await create()

    expect(github.titles()).toEqual([])
    const [job] = await openJobs(bridge)
    expect(job).toMatchObject({ kind: 'create', state: 'failed' })
    expect(job?.error).toContain('acme/shop is public')
    expect(job?.error).toContain('"public: true"')
    expect(job?.error).toContain('GITHUB_PUBLIC=true')
  })

  it('gets findings if its route says public: true', async () => {
    github.publish()
    start({ routes: route('true') })

    await create()

    expect(github.titles()).toHaveLength(1)
  })

  it('gets none if its route says public: false, whatever the settings say', async () => {
    github.publish()
    start({ env: { GITHUB_PUBLIC: 'true' }, routes: route('false') })

    await create()

    expect(github.titles()).toEqual([])
  })

  it('gets findings with GITHUB_PUBLIC=true', async () => {
    github.publish()
    start({ env: { GITHUB_PUBLIC: 'true' } })

    await create()

    expect(github.titles()).toHaveLength(1)
  })

  it('gets no more findings from the minute on in which it was made public', async () => {
    start()
    await create()
    github.publish()
    clock.now += minute

    await create()

    expect(github.titles()).toHaveLength(1)
  })

  it('gets the findings that were refused once its route allows it', async () => {
    github.publish()
    start()
    await create()
    const { db } = bridge
    bridge = startBridge({ ...options({ routes: route('true') }), db })

    await bridge.admin('/admin/jobs/redrive', { method: 'POST' })
    await settle(bridge, clock)

    expect(github.titles()).toHaveLength(1)
  })
})

describe('an issue that was filed before its repository became public', () => {
  const news = { body: 'Secret news', labels: ['secret'] }
  const comments = [{ body: 'Secret words', author: { username: 'casey' } }]
  const attachments = [{ title: 'poc.txt', base64_content: btoa('Secret file') }]

  async function tellAll(): Promise<void> {
    start()
    await create()
    github.publish()
    clock.now += minute
    const path = `/api/v1/issues/${id}`
    await bridge.kondukto('PATCH', path, news)
    await bridge.kondukto('POST', `${path}/comments`, { comments })
    await bridge.kondukto('POST', `${path}/attachments`, { attachments })
    await settle(bridge, clock)
  }

  it('gets no new text, label, comment or file, in words that say what to do', async () => {
    await tellAll()

    const jobs = await openJobs(bridge)
    const written = github.calls.filter(({ method }) => method !== 'GET')
    expect(written.map(({ method }) => method)).toEqual(['POST'])
    expect(jobs.map(({ kind }) => kind).toSorted()).toEqual([
      'attach',
      'comment',
      'update',
      'update',
    ])
    for (const { state, error } of jobs) {
      expect(state).toBe('failed')
      expect(error).toContain('acme/shop is public')
      expect(error).toContain('"public: true"')
    }
  })

  it('is still closed: that says nothing that its page does not', async () => {
    await tellAll()

    await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { ...news, status: 'closed' })
    await settle(bridge, clock)

    expect(github.issues).toMatchObject([{ state: 'closed' }])
    expect(JSON.stringify(github.issues)).not.toMatch(/secret/i)
  })

  it('gets all of it once its route allows it', async () => {
    await tellAll()
    const { db } = bridge
    bridge = startBridge({ ...options({ routes: route('true') }), db })

    await bridge.admin('/admin/jobs/redrive', { method: 'POST' })
    await settle(bridge, clock)

    const [issue] = github.issues
    expect(issue?.body).toContain('Secret news')
    expect(issue?.labels.map(({ name }) => name)).toContain('secret')
    expect(issue?.comments.map(({ body }) => body).join()).toContain('Secret words')
  })
})

describe('what people say', () => {
  it.each(['OWNER', 'COLLABORATOR'])(
    'in a public repository reaches the scanner from %s',
    async (association) => {
      await saidInPublic(association)

      expect(await heard()).toEqual(['Look here'])
    },
  )

  it.each(['NONE', 'CONTRIBUTOR', ''])(
    'in a public repository does not reach it from a stranger (%j)',
    async (association) => {
      await saidInPublic(association)

      expect(await heard()).toEqual([])
    },
  )

  it('in a private repository reaches it from everybody', async () => {
    start()
    await create()
    say('NONE')
    await pass(bridge, clock, 3 * minute)

    expect(await heard()).toEqual(['Look here'])
  })

  it.each([
    [true, 'NONE', ['Look here']],
    [false, 'NONE', []],
    [false, 'MEMBER', ['Look here']],
  ])('by a webhook (private: %j, %s) is heard likewise', async (isPrivate, association, known) => {
    if (!isPrivate) github.publish()
    start({ env: { GITHUB_WEBHOOK_SECRET: secret, GITHUB_PUBLIC: 'true' } })
    await create()
    const comment = say(association)

    expect(await deliver(isPrivate, comment)).toBe(202)

    expect(await heard()).toEqual(known)
  })
})

function options({ env, ...rest }: Options): Options {
  return { clock, live: false, env: { ...github.env, ...env }, fetch: github.fetch, ...rest }
}

function start(more: Options = {}): void {
  bridge = startBridge(options(more))
}

function route(isPublic: string): string {
  return `routes:\n  - to: { tracker: github, target: acme/shop, public: ${isPublic} }\n`
}

let id = ''
async function create(): Promise<void> {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  id = body.id
  await settle(bridge, clock)
}

async function saidInPublic(association: string): Promise<void> {
  start({ env: { GITHUB_PUBLIC: 'true' } })
  github.publish()
  await create()
  say(association)
  await pass(bridge, clock, 3 * minute)
}

function say(association: string) {
  const [issue] = github.issues
  if (!issue) throw new Error('nothing was filed')
  return github.say(issue, 'Look here', association)
}

async function heard(): Promise<string[]> {
  const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}/comments`)
  return (body.comments as { body: string }[]).map((comment) => comment.body)
}

/** GitHub's message that the comment was made. */
async function deliver(isPrivate: boolean, comment: object): Promise<number> {
  const [issue] = github.issues
  const page = 'https://github.test/acme/shop/issues/1'
  const times = { updated_at: issue?.updated_at, html_url: page }
  const body = JSON.stringify({
    action: 'created',
    issue: { ...issue, comments: 1, ...times },
    comment: { ...comment, issue_url: page, ...times },
    repository: { full_name: 'acme/shop', private: isPrivate },
  })
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'issue_comment',
    'x-github-delivery': 'd-1',
    'x-hub-signature-256': `sha256=${signature}`,
  }
  const request = { method: 'POST', headers, body }
  const answer = await bridge.fetch(new Request('http://bridge/trackers/github/events', request))
  await settle(bridge, clock)
  return answer.status
}

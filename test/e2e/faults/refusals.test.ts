import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub, reply } from '../../support/memory-github.ts'
import { openJobs, openTime, pass, readiness, settle } from '../../support/running.ts'

const second = 1000
const others = 20

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  clock = openTime()
  github = openMemoryGithub(clock)
  bridge = startBridge({ clock, live: false, env: github.env, fetch: github.fetch })
})
afterEach(() => bridge.stop())

/** GitHub's own words. */
const locked = 'Unable to create comment because issue is locked.'
const full = 'Commenting is disabled on issues with more than 2500 comments'

describe('GitHub refuses one thing with 403', () => {
  it('a comment on an issue that is full: all other findings are filed within seconds', async () => {
    const id = await create()
    await settle(bridge, clock)
    refuse('POST', /comments$/, full)
    await comment(id)
    for (let n = 0; n < others; n += 1) await create()

    await pass(bridge, clock, 10 * second)

    expect(github.titles()).toHaveLength(1 + others)
  })

  it('a comment on an issue that is full: it has failed, with the words of GitHub', async () => {
    const id = await create()
    await settle(bridge, clock)
    refuse('POST', /comments$/, full)
    await comment(id)

    await pass(bridge, clock, 60 * second)

    const [job] = await openJobs(bridge)
    expect(job).toMatchObject({ kind: 'comment', state: 'failed' })
    expect(job?.error).toContain(full)
    expect((await readiness(bridge)).why).not.toMatch(/writing is not allowed|paused/)
  })

  it('a comment on an issue that is full: GitHub is not asked for it again and again', async () => {
    const id = await create()
    await settle(bridge, clock)
    refuse('POST', /comments$/, full)
    await comment(id)

    await pass(bridge, clock, 3600 * second)

    const asked = github.calls.filter(
      ({ method, path }) => method === 'POST' && /comments$/.test(path),
    )
    expect(asked.length).toBeLessThanOrEqual(2)
  })

  it('a label: the issue is closed all the same when the scanner closes it', async () => {
    const id = await create()
    await settle(bridge, clock)
    refuse('POST', /labels$/, 'You may not add this label')
    await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { labels: ['New'] })
    await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { status: 'closed' })

    await pass(bridge, clock, 10 * second)

    expect(github.issues[0]?.state).toBe('closed')
  })

  it('a label: other findings are filed within seconds, and new ones get their link at once', async () => {
    const id = await create()
    await settle(bridge, clock)
    refuse('POST', /labels$/, 'You may not add this label')
    await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { labels: ['New'] })
    await pass(bridge, clock, 10 * second)

    for (let n = 0; n < others; n += 1) await create()
    await pass(bridge, clock, 10 * second)

    expect(github.titles()).toHaveLength(1 + others)
  })

  it('a comment: the status set after it reaches GitHub', async () => {
    const id = await create()
    await settle(bridge, clock)
    refuse('POST', /comments$/, full)
    await comment(id)
    await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { status: 'closed' })

    await pass(bridge, clock, 10 * second)

    expect(github.issues[0]?.state).toBe('closed')
  })
})

it('a locked issue takes no comment: it is closed all the same, and the comment is shown as failed', async () => {
  const id = await create()
  await settle(bridge, clock)
  refuse('POST', /comments$/, locked)
  await comment(id)
  await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { status: 'closed' })

  await pass(bridge, clock, 10 * second)

  const page = await (await bridge.admin(`/i/${id}/history`)).text()
  const [job, ...others] = await openJobs(bridge)
  expect(github.issues[0]?.state).toBe('closed')
  expect(job).toMatchObject({ kind: 'comment', state: 'failed', error: locked })
  expect(others).toEqual([])
  expect(page).toContain(locked)
})

it('a token that may not write contents keeps no long finding from being closed, and its file is shown as failed', async () => {
  const words = 'attachments need Contents: read and write'
  github.meet(({ path }) =>
    /\/(git|contents)\//.test(path) ? reply(403, { message: 'Resource not accessible' }) : null,
  )
  const id = await create({ template_md: 'A long text. '.repeat(6000) })
  await settle(bridge, clock)
  await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { status: 'closed' })

  await pass(bridge, clock, 10 * second)

  const page = await (await bridge.admin(`/i/${id}/history`)).text()
  const [job, ...others] = await openJobs(bridge)
  expect(github.issues[0]?.state).toBe('closed')
  expect(job).toMatchObject({ kind: 'attach', state: 'failed' })
  expect(job?.error).toContain(words)
  expect(others).toEqual([])
  expect(page).toContain(words)
})

it.each([403, 404])(
  'one create that GitHub refuses with %i while the repository is in order is tried twice, and fails alone',
  async (status) => {
    let tries = 0
    github.meet(({ method, body }) => {
      if (method !== 'POST' || body.title !== 'Blocked') return null
      tries += 1
      return reply(status, { message: 'Blocked user' })
    })
    await create({ title: 'Blocked' })
    for (let n = 0; n < others; n += 1) await create()

    await pass(bridge, clock, 10 * second)

    expect(github.titles()).toHaveLength(others)
    expect(tries).toBe(2)
    expect(await openJobs(bridge)).toMatchObject([{ kind: 'create', state: 'failed' }])
  },
)

it('a create that GitHub refuses in other words each time fails all the same', async () => {
  let tries = 0
  github.meet(({ method }) => {
    if (method !== 'POST') return null
    tries += 1
    return reply(403, { message: `Blocked, says request ${tries}` })
  })
  await create()

  await pass(bridge, clock, 10 * second)

  expect(await openJobs(bridge)).toMatchObject([{ kind: 'create', state: 'failed' }])
  expect(tries).toBe(8)
})

it('a repository in which writing is refused waits, and is filed in once that is mended', async () => {
  github.meet(({ path, method }) =>
    method === 'POST' || path === '/repos/acme/shop' ? reply(403, { message: 'Archived' }) : null,
  )
  for (let n = 0; n < others; n += 1) await create()
  await pass(bridge, clock, 60 * second)
  const tries = github.calls.filter(({ method }) => method === 'POST').length
  github.meet(() => null)

  await pass(bridge, clock, 120 * second)

  expect(tries).toBeLessThanOrEqual(2)
  expect(github.titles()).toHaveLength(others)
})

it('a check that is asked to wait ten minutes waits ten minutes', async () => {
  github.meet(() => reply(401, { message: 'Bad credentials' }))
  await create()
  await settle(bridge, clock)
  github.meet(tooFast)
  await pass(bridge, clock, 2 * 60 * second)
  const before = checks()

  await pass(bridge, clock, 8 * 60 * second)

  expect(before).toBeGreaterThan(0)
  expect(checks() - before).toBeLessThanOrEqual(1)
})

function tooFast(): Response {
  const headers = { 'retry-after': '600' }
  return Response.json({ message: 'You have exceeded a rate limit' }, { status: 429, headers })
}

function checks(): number {
  return github.calls.filter(({ path }) => path === '/repos/acme/shop').length
}

function refuse(method: string, path: RegExp, message: string): void {
  github.meet((asked) =>
    asked.method === method && path.test(asked.path) ? reply(403, { message }) : null,
  )
}

async function create(finding: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
  expect(status).toBe(201)
  return body.id
}

async function comment(id: string): Promise<void> {
  const comments = [{ body: 'a comment' }]
  await bridge.kondukto('POST', `/api/v1/issues/${id}/comments`, { comments })
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openPerson, type Person } from '../../trackers/github/person.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import { settingsFor } from '../../trackers/github/tracker.ts'
import { type Sent, signed, webhookSecret } from '../../trackers/github/webhooks/webhooks.ts'
import { testComesBack } from './comes-back.ts'

const minute = 60_000

let github: Github
let casey: Person
let bridge: TestBridge
beforeAll(async () => {
  github = await startGithub({ webhooks: true })
  casey = openPerson(github)
})
beforeEach(async () => {
  await github.reset()
  bridge = start()
})
afterEach(async () => {
  await bridge.stop()
  expect(github.strangers).toEqual([])
})
afterAll(() => github.stop())

testComesBack(() => ({
  tracker: 'github',
  person: casey,
  name: 'casey',
  server: github,
  start,
  only: async () => (await refs())[0] as RemoteRef,
}))

it('news that comes twice, late and out of order ends as it was', async () => {
  const { path, ref } = await file()
  for (let turn = 0; turn < 3; turn += 1) {
    await github.advance(2000)
    await casey.close(ref, 'completed')
    await github.advance(2000)
    await casey.reopen(ref)
  }
  const sent = github.outbox.splice(0)

  await deliver([...sent.toReversed(), ...sent])

  expect((await bridge.kondukto('GET', path)).body.status).toBe('open')
})

it('a comment that was deleted stays so when news of it comes late', async () => {
  const { path, ref } = await file()
  await github.advance(2000)
  const comment = await casey.say(ref, 'Said')
  await github.advance(2000)
  await casey.unsay(ref, comment)
  const [said, unsaid] = github.outbox.splice(-2)

  await deliver([said as Sent, unsaid as Sent, await again(said as Sent)])

  expect(await comments(path)).toEqual([])
})

it('a comment whose deletion is heard of before it is never shown', async () => {
  const { path, ref } = await file()
  const comment = await casey.say(ref, 'Said')
  await casey.unsay(ref, comment)
  const [said, unsaid] = github.outbox.splice(-2)

  await deliver([unsaid as Sent, said as Sent])

  expect(await comments(path)).toEqual([])
})

it('a finding that is reported again after a person closed it, of which we hear later, is reopened', async () => {
  const finding = makeFinding()
  const { path, ref } = await file(finding)
  await github.advance(2000)
  await casey.close(ref, 'completed')
  await github.advance(2000)

  await bridge.kondukto('POST', '/api/v1/issues', finding)
  await nextPoll()

  const { state, comments: said } = await casey.read(ref)
  expect(state.status).toBe('open')
  expect(said.at(-1)?.body).toMatch(/^Seen again/)
  expect((await bridge.kondukto('GET', path)).body.status).toBe('open')
})

it('what a person closed as done in the second in which it was filed stays closed: nobody has reported it again', async () => {
  await github.advance(1000 - (github.now() % 1000))
  const { path, ref } = await file()

  await casey.close(ref, 'completed')
  await nextPoll()
  await nextPoll()

  expect((await casey.read(ref)).state.status).toBe('closed')
  expect((await bridge.kondukto('GET', path)).body.status).toBe('closed')
})

it('a finding that a person closed as not planned stays closed when reported again, with one comment', async () => {
  const finding = makeFinding()
  const { ref } = await file(finding)
  await github.advance(2000)
  await casey.close(ref, 'not_planned')
  await nextPoll()

  await bridge.kondukto('POST', '/api/v1/issues', finding)
  await bridge.kondukto('POST', '/api/v1/issues', finding)
  await settle()

  const { state, comments: said } = await casey.read(ref)
  expect(state).toEqual({ status: 'closed', reason: 'not_planned' })
  expect(said).toHaveLength(1)
})

it('what a person decided after the scanner is not overwritten by what the scanner is still owed', async () => {
  const { path, ref } = await file()
  github.fail({ kind: 'offline' })
  await bridge.kondukto('PATCH', path, { status: 'closed' })
  await bridge.tick()
  await github.advance(2000)
  await casey.close(ref, 'not_planned')
  await nextPoll()
  await casey.reopen(ref)
  await nextPoll()
  await nextPoll()

  expect((await casey.read(ref)).state.status).toBe('open')
  expect((await bridge.kondukto('GET', path)).body.status).toBe('open')
})

it('an issue that GitHub hides is not written to and not filed again; once it shows, its state is written', async () => {
  const finding = makeFinding()
  const { path, ref } = await file(finding)
  github.hide(new RegExp(`/issues/${ref.key}$`))

  await bridge.kondukto('PATCH', path, { status: 'closed' })
  await settle()
  await bridge.kondukto('POST', '/api/v1/issues', finding)
  await settle()

  expect(await casey.count()).toBe(1)
  expect(writes().filter((line) => line.startsWith('POST'))).toHaveLength(1)

  github.hide(null)
  await bridge.kondukto('PATCH', path, { status: 'closed' })
  await github.advance(11 * minute)
  await settle()

  expect((await casey.read(ref)).state.status).toBe('closed')
  expect(await jobs()).toEqual([])
})

it.each(['is heard of', 'is not'])(
  'an issue that was transferred, which %s, is followed: what the scanner says goes to where it is now',
  async (how) => {
    const finding = makeFinding()
    const { path, ref } = await file({ ...finding, labels: ['old'] })
    const place = await github.moves.transfer(ref, 'acme/other')
    const sent = github.outbox.splice(0)
    if (how === 'is heard of') await deliver(sent)

    await bridge.kondukto('PATCH', path, { labels: ['new'] })
    await settle()
    await bridge.kondukto('PATCH', path, { status: 'closed' })
    await settle()

    const { state, labels } = await casey.read(place)
    expect(state.status).toBe('closed')
    expect(labels).toContain('new')
    expect(labels).not.toContain('old')
    expect((await bridge.kondukto('GET', path)).body.links.html).toMatch(/acme\/other\/issues\/1$/)
    expect(await jobs()).toEqual([])
  },
)

it.each(['', 'public: true'])(
  'nothing that the scanner says goes to a public repository that an issue was transferred to (its route says %j)',
  async (allowed) => {
    await bridge.stop()
    const routes = `routes:\n  - to: { tracker: github, target: acme/shop, ${allowed} }\n`
    bridge = start({}, { routes, fetch: published('acme/other') })
    const { path, ref } = await file()
    const place = await github.moves.transfer(ref, 'acme/other')
    const comments = [{ body: 'CONFIDENTIAL', author: { username: 'dana' } }]

    await bridge.kondukto('POST', `${path}/comments`, { comments })
    await settle()

    expect((await casey.read(place)).comments).toEqual([])
    expect(await jobs()).toMatchObject([
      { kind: 'comment', error: expect.stringContaining('acme/other is public') },
    ])
  },
)

it('nothing that the scanner says goes to a public repository that was renamed, whose name a private one has now', async () => {
  await bridge.stop()
  bridge = start({}, { fetch: published('acme/legacy') })
  const { path, ref } = await file()
  github.moves.rename('acme/shop', 'acme/legacy')
  github.moves.createRepository('acme/shop')
  await github.advance(minute)
  const comments = [{ body: 'CONFIDENTIAL', author: { username: 'dana' } }]

  await bridge.kondukto('POST', `${path}/comments`, { comments })
  await settle()

  expect((await casey.read({ ...ref, target: 'acme/legacy' })).comments).toEqual([])
  expect(await jobs()).toMatchObject([
    { kind: 'comment', error: expect.stringContaining('is public') },
  ])
})

it('when another repository has the name, the issue is written to where it is, and nothing is filed', async () => {
  const { path, ref } = await file()
  github.moves.rename('acme/shop', 'acme/legacy')
  github.moves.createRepository('acme/shop')
  await casey.ask('POST', '/repos/acme/shop/issues', { title: 'A stranger' })

  await bridge.kondukto('PATCH', path, { status: 'closed' })
  await settle()
  await github.advance(minute)
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  await settle()
  const [status, problems] = await ready()

  expect((await casey.read({ ...ref, target: 'acme/legacy' })).state.status).toBe('closed')
  expect(await casey.count()).toBe(1)
  expect(status).toBe(503)
  expect(problems).toEqual([expect.stringMatching(/acme\/shop is another repository now/)])
})

it('a repository that was renamed goes on: its first event is a doubt that is read, and the others are believed', async () => {
  const { path, ref } = await file()
  const other = await file()
  const target = 'acme/legacy'
  github.moves.rename('acme/shop', target)
  for (const { key, id } of [ref, other.ref, ref]) {
    await github.advance(2000)
    await casey.close({ target, key, id }, 'not_planned')
    await deliver(github.outbox.splice(0))
    await github.advance(2000)
    await casey.reopen({ target, key, id })
    await deliver(github.outbox.splice(0))
  }
  await github.advance(2000)
  await casey.close({ ...ref, target }, 'completed')
  await deliver(github.outbox.splice(0))

  const { jobs: refreshes } = await (
    await bridge.admin('/admin/api/jobs?state=all&kind=refresh')
  ).json()
  expect(refreshes.map(({ reason }: { reason: string }) => reason)).toEqual([
    'a message names another place',
  ])
  expect((await bridge.kondukto('GET', path)).body.status).toBe('closed')
  expect((await bridge.kondukto('GET', other.path)).body.status).toBe('open')
  expect(bridge.logged.filter((line) => line.includes('has another name now'))).toEqual([
    expect.stringContaining('"target":"acme/shop","name":"acme/legacy"'),
  ])
})

it('an event that cannot be stored is answered 503, and is taken in when it is sent again', async () => {
  const { path, ref } = await file()
  await github.advance(2000)
  await casey.close(ref, 'completed')
  const sent = github.outbox.at(-1) as Sent
  const { atomic } = bridge.db
  bridge.db.atomic = async () => {
    throw new Error('the disk is full')
  }
  const lost = await send(sent)
  bridge.db.atomic = atomic

  const statuses = [lost, await send(sent), await send(sent)]

  expect(statuses).toEqual([503, 202, 200])
  expect((await bridge.kondukto('GET', path)).body.status).toBe('closed')
})

it('a fifth of all webhooks lost is made up for by two polls, and nothing has drifted', async () => {
  const issues: Filed[] = []
  for (let n = 0; n < 10; n += 1) issues.push(await file())
  const said = new Map<Filed, string>()
  for (let turn = 0; turn < 5; turn += 1) {
    await github.advance(2000)
    for (const [n, issue] of issues.entries()) await act(issue, (n + turn) % 5, said)
    const sent = github.outbox.splice(0)
    await deliver(sent.filter((_, at) => (at * 7 + turn) % 5 !== 0))
  }
  const { drift: before } = await reconcile('')

  await nextPoll()
  await nextPoll()

  expect(before).not.toEqual([])
  expect(await reconcile('')).toEqual({ checked: issues.length, drift: [] })
})

it('what people do, told five times over by webhooks and polls beside the echo of all we write, leads to no write of ours', async () => {
  const issues: Filed[] = []
  for (let n = 0; n < 10; n += 1) issues.push(await file())
  let told = 0
  let ours = 0
  for (let turn = 0; turn < 10; turn += 1) {
    await github.advance(2000)
    for (const { ref } of issues) {
      if (turn % 2 === 0) await casey.close(ref, 'not_planned')
      else await casey.reopen(ref)
    }
    const { path } = issues[turn] as Filed
    const comments = [{ body: `Turn ${turn}`, author: { username: 'scan', email: '' } }]
    await bridge.kondukto('POST', `${path}/comments`, { comments })
    await settle()
    ours += 1
    const sent = github.outbox.splice(0)
    const copies = await Promise.all([...sent, ...sent, ...sent].map(again))
    await deliver([...copies.toReversed(), ...sent, ...sent])
    await nextPoll()
    told += 5 * sent.length
  }

  expect(told).toBeGreaterThan(500)
  expect(writes()).toHaveLength(issues.length + ours)
  for (const { path } of issues)
    expect((await bridge.kondukto('GET', path)).body.status).toBe('open')
}, 60_000)

it('what no poll tells is heard of after all: GitHub is asked to send again what it could not deliver', async () => {
  const { path, ref } = await file()
  github.hooks.point('http://bridge/trackers/github/events')
  const issue = await casey.ask('GET', `/repos/${github.target}/issues/${ref.key}`)
  const repository = { full_name: github.target }
  const deleted = await signed('issues', { action: 'deleted', issue, repository })
  github.hide(new RegExp(`/issues/${ref.key}$`))
  github.hooks.learn(deleted, 502)

  await nextPoll()
  const before = await permalink(path)
  github.outbox.length = 0
  for (let polls = 0; polls < 11; polls += 1) await nextPoll()
  await deliver(github.outbox)

  expect(github.outbox).toEqual([deleted])
  expect(before).toBe(302)
  expect(await permalink(path)).toBe(200)
})

it('404 everywhere pauses one destination, closes and files nothing, and is over when the permission is back', async () => {
  const { path, ref } = await file()
  const before = writes()
  github.hide(/^\/repos\/acme\/shop/)

  await nextPoll()
  const [status, problems] = await ready()
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  const during = writes()
  const readBack = await bridge.kondukto('GET', path)
  github.hide(null)
  await nextPoll()
  await nextPoll()

  expect(status).toBe(503)
  expect(problems).toEqual([
    expect.stringMatching(/^GitHub refuses access to acme\/shop .*Not Found/),
  ])
  expect(during).toEqual(before)
  expect(readBack.body.status).toBe('open')
  expect((await ready())[0]).toBe(200)
  expect(await casey.count()).toBe(2)
  expect((await casey.read(ref)).state.status).toBe('open')
})

describe('an administrator', () => {
  it('links a finding to an issue that was there: it is not filed, and what people did there is taken over', async () => {
    const there = await byHand('Known since long')
    await casey.say(there, 'We know.')
    github.fail({ kind: 'answer', status: 422 })
    const { status, body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    const [job] = await jobs()
    const id = (job as { issueId: string }).issueId

    const linked = await link(id, `${github.url}/acme/shop/issues/${there.key}`)
    await settle()
    await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { status: 'closed' })
    await settle()

    // It has no key of ours: an administrator said that it is ours.
    github.strangers.length = 0
    expect([status, body.id, linked.status]).toEqual([502, undefined, 200])
    expect(await casey.count()).toBe(1)
    expect((await casey.read(there)).state.status).toBe('closed')
    expect(await comments(`/api/v1/issues/${id}`)).toEqual([['casey', 'We know.']])
    expect(await jobs()).toEqual([])
  })

  it.each([
    ['of nothing', 'https://elsewhere.example/acme/shop/issues/1', 422],
    ['of an issue that is not there', 'GITHUB/acme/shop/issues/99', 422],
    ['that is none', 'issues/1', 422],
  ])('is told that an address %s links nothing', async (_, url, expected) => {
    const { path } = await file()
    const id = path.split('/').at(-1) ?? ''

    const { status, message } = await link(id, url.replace('GITHUB', github.url))

    expect(status).toBe(expected)
    expect(message).toMatch(/^url: /)
  })

  it('reads why everything happened to an issue', async () => {
    const { path, ref } = await file()
    await github.advance(2000)
    await casey.close(ref, 'not_planned')
    await nextPoll()
    const id = path.split('/').at(-1)

    const page = await (await bridge.admin(`/i/${id}/history`)).text()
    const stranger = await bridge.fetch(new Request(`http://bridge/i/${id}/history`))

    expect(page).toMatch(/Kondukto<.{1,60}<bdi>a new finding</)
    expect(page).toContain('closed by a person as not planned')
    expect(stranger.status).toBe(403)
  })

  it('sees where rows and tracker have drifted apart, and has it mended only when asked', async () => {
    const [one, two] = [await file(), await file()]
    await nextPoll()
    await github.advance(2000)
    await casey.close(one.ref, 'completed')
    await casey.say(two.ref, 'Unheard')

    const dry = await reconcile('')
    const again = await reconcile('')
    const applied = await reconcile('?apply=true')
    await settle()
    const after = await reconcile('')

    const issue = one.path.split('/').at(-1)
    expect(dry.checked).toBe(2)
    expect(dry.drift).toContainEqual({ issue, field: 'status', ours: 'open', theirs: 'closed' })
    expect(dry.drift.map(({ field }: { field: string }) => field).toSorted()).toEqual([
      'comments',
      'reason',
      'status',
    ])
    expect(again).toEqual(dry)
    expect(applied).toEqual(dry)
    expect(after).toEqual({ checked: 2, drift: [] })
    expect((await bridge.kondukto('GET', one.path)).body.status).toBe('closed')
    expect(await comments(two.path)).toEqual([['casey', 'Unheard']])
  })
})

it.each([0, 7])(
  'a signed event of a foreign repository, with our id and a number %i higher, changes nothing: the issue is read',
  async (higher) => {
    const { path, ref } = await file()
    await github.advance(2000)
    const issue = await casey.ask('GET', `/repos/${github.target}/issues/${ref.key}`)
    const time = new Date(github.now()).toISOString()
    const closed = { state: 'closed', state_reason: 'completed', closed_at: time, updated_at: time }
    const number = Number(ref.key) + higher
    const repository = { full_name: 'stranger/other' }
    const payload = { action: 'closed', issue: { ...issue, ...closed, number }, repository }
    const before = (await bridge.kondukto('GET', path)).body

    await deliver([await signed('issues', payload)])

    expect((await bridge.kondukto('GET', path)).body).toEqual(before)
    expect(await historyOf(path)).not.toContain('stranger/other')
    expect(await historyOf(path)).toContain('a message names another place')
    expect(await jobs()).toEqual([])
  },
)

it('a captured delivery that is sent again under a fresh id changes nothing', async () => {
  const { path, ref } = await file()
  await github.advance(2000)
  await casey.close(ref, 'completed')
  const said = await casey.say(ref, 'Fixed')
  const captured = github.outbox.splice(0)
  await deliver(captured)
  await github.advance(2000)
  await casey.reopen(ref)
  await casey.rewrite(ref, said, 'Not fixed')
  await deliver(github.outbox.splice(0))
  const before = await comments(path)
  expect(before).toEqual([['casey', 'Not fixed']])

  await deliver(await Promise.all(captured.map(again)))

  expect((await bridge.kondukto('GET', path)).body.status).toBe('open')
  expect(await comments(path)).toEqual(before)
  expect((await casey.read(ref)).state.status).toBe('open')
})

it("a person's comment with our own marker is mirrored, and is no drift", async () => {
  const { path, ref } = await file()
  await github.advance(2000)
  await casey.say(ref, `Look\n\n<!-- lockstep:${path.split('/').at(-1)} -->`)

  await nextPoll()

  expect(await comments(path)).toEqual([['casey', 'Look']])
  expect(await reconcile('')).toEqual({ checked: 1, drift: [] })
})

it('a tracker event is refused without the right signature, and unknown without a secret', async () => {
  const { ref } = await file()
  await casey.close(ref, 'completed')
  const [sent] = github.outbox.splice(-1)
  const { headers, body } = sent as Sent
  const post = (change: Partial<Sent['headers']>, text = body) =>
    send({ headers: { ...headers, ...change } as Sent['headers'], body: text })

  const wrong = await post({ 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })
  const truncated = await post({
    'x-hub-signature-256': headers['x-hub-signature-256']?.slice(0, -2) ?? '',
  })
  const reserialised = await post({}, `${body} `)
  const { 'x-hub-signature-256': _, ...unsigned } = headers
  const missing = await send({ headers: unsigned, body })
  await bridge.stop()
  bridge = start({ GITHUB_WEBHOOK_SECRET: '' })
  const off = await send({ headers, body })

  expect([wrong, truncated, reserialised, missing, off]).toEqual([403, 403, 403, 403, 404])
})

/** GitHub, which says of this repository that anybody can read it. */
function published(name: string): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init)
    const json = await answer
      .clone()
      .json()
      .catch(() => null)
    if (json?.full_name !== name) return answer
    const { headers } = answer
    return Response.json({ ...json, private: false }, { headers })
  }
}

function start(env: Record<string, string> = {}, more: Options = {}): TestBridge {
  return startBridge({
    ...more,
    clock: {
      get now() {
        return github.now()
      },
    },
    env: {
      ...settingsFor(github),
      GITHUB_WRITES_PER_MINUTE: '0',
      GITHUB_WRITES_PER_HOUR: '0',
      GITHUB_WEBHOOK_SECRET: webhookSecret,
      PUBLIC_URL: 'http://bridge',
      ...env,
    },
  })
}

async function file(finding: Record<string, unknown> = {}) {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
  const [ref] = await refs()
  return { path: `/api/v1/issues/${body.id}`, ref: ref as RemoteRef }
}

/** Where the issues are, newest first. */
async function refs(): Promise<RemoteRef[]> {
  const issues = await casey.list(`/repos/${github.target}/issues?state=all`)
  return issues.map(({ id, number }) => {
    return { target: github.target, id: String(id), key: String(number) }
  })
}

type Filed = Awaited<ReturnType<typeof file>>

/** Something that a person does to an issue; `said` holds the last comment on each. */
async function act(issue: Filed, what: number, said: Map<Filed, string>): Promise<void> {
  const { ref } = issue
  const comment = said.get(issue)
  if (what === 0) await casey.close(ref, 'not_planned')
  if (what === 1) await casey.reopen(ref)
  if (what === 2) said.set(issue, await casey.say(ref, 'Said'))
  if (what === 3 && comment) await casey.rewrite(ref, comment, 'Said better')
  if (what === 4 && comment) await casey.unsay(ref, comment)
  if (what > 2 && !comment) await casey.label(ref, `label-${what}`)
}

/** An issue that a person files. */
async function byHand(title: string): Promise<RemoteRef> {
  const { id, number } = await casey.ask('POST', `/repos/${github.target}/issues`, { title })
  return { target: github.target, id: String(id), key: String(number) }
}

async function link(id: string, url: string): Promise<{ status: number; message: string }> {
  const headers = { 'Content-Type': 'application/json' }
  const response = await bridge.admin(`/admin/issues/${id}/link`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ url }),
  })
  return { status: response.status, ...(await response.json()) }
}

async function reconcile(query: string) {
  return (await bridge.admin(`/admin/reconcile${query}`, { method: 'POST' })).json()
}

/** 302 leads to the issue; 200 is a page that says why there is none. */
async function permalink(path: string): Promise<number> {
  const address = path.replace('/api/v1/issues/', 'http://bridge/i/')
  return (await bridge.fetch(new Request(address))).status
}

async function historyOf(path: string): Promise<string> {
  return (await bridge.admin(`/i/${path.split('/').at(-1)}/history`)).text()
}

async function comments(path: string): Promise<[string, string][]> {
  const { body } = await bridge.kondukto('GET', `${path}/comments`)
  return body.comments.map((one: { author: { username: string }; body: string }) => [
    one.author.username,
    one.body,
  ])
}

async function send({ headers, body }: Sent): Promise<number> {
  const request = { method: 'POST', headers, body }
  return (await bridge.fetch(new Request('http://bridge/trackers/github/events', request))).status
}

/** The same news in another delivery. */
async function again({ headers, body }: Sent): Promise<Sent> {
  return { headers: { ...headers, 'x-github-delivery': crypto.randomUUID() }, body }
}

async function deliver(sent: readonly Sent[]): Promise<void> {
  for (const one of sent) expect([200, 202]).toContain(await send(one))
  await settle()
}

/** Until nothing is due now. */
async function settle(): Promise<void> {
  while ((await bridge.tick()) <= github.now());
}

async function nextPoll(): Promise<void> {
  await github.advance(minute)
  await settle()
}

/** What we wrote to GitHub so far. */
function writes(): string[] {
  return github.log.filter((line) => !line.startsWith('GET'))
}

async function ready(): Promise<[number, string[]]> {
  const response = await bridge.admin('/readyz')
  return [response.status, (await response.json()).problems]
}

async function jobs(): Promise<unknown[]> {
  return (await (await bridge.admin('/admin/jobs')).json()).jobs
}

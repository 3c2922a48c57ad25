import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { konduktoSecret, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openMemoryGithub } from '../../support/memory-github.ts'
import { signed as signedCorgea } from '../../support/signed.ts'
import { signed, webhookSecret } from '../../trackers/github/webhooks/webhooks.ts'
import { inboxOf } from './read.ts'

const clock = { now: Date.UTC(2026, 0, 1) }
const github = openMemoryGithub(clock)

let bridge: TestBridge
let finding: Record<string, unknown>
let issue: string
beforeEach(async () => {
  const scanners = { CORGEA_SECRET: 'corgea-secret', HOLM_TOKEN: 'holm-hook-token' }
  const env = { ...github.env, ...scanners, GITHUB_WEBHOOK_SECRET: webhookSecret }
  bridge = startBridge({ env, clock, fetch: github.fetch })
  finding = makeFinding()
  issue = (await kondukto('POST', '', finding)).id
  await bridge.tick()
})
afterEach(() => bridge.stop())

describe("the inbox shows Kondukto's calls", () => {
  it('a new finding: as sent, with its issue and what followed', async () => {
    expect(await inboxOf(bridge)).toMatchObject([
      {
        source: 'kondukto',
        outcome: 'accepted',
        reason: expect.stringContaining('new'),
        issueId: issue,
        body: JSON.stringify(finding),
      },
    ])
  })

  it('the same finding again, in a row without a body', async () => {
    await kondukto('POST', '', finding)

    const [last] = await inboxOf(bridge)
    expect(last).toMatchObject({ outcome: 'ignored', issueId: issue, body: null })
  })

  it('a change, comments and files', async () => {
    const author = { email: '', username: 'sam' }
    const files = [{ title: 'a.txt', base64_content: 'aGk=' }]
    await kondukto('PATCH', `/${issue}`, { status: 'closed', labels: ['x'] })
    await kondukto('PATCH', `/${issue}`, { labels: ['x'] })
    await kondukto('POST', `/${issue}/comments`, { comments: [{ body: 'Hello', author }] })
    await kondukto('POST', `/${issue}/attachments`, { attachments: files })

    const messages = await inboxOf(bridge)
    expect(messages.map(({ reason }) => reason).slice(0, 4)).toEqual([
      '1 file',
      '1 comment',
      'nothing changes',
      'changes status, labels',
    ])
    expect(new Set(messages.map(({ issueId }) => issueId))).toEqual(new Set([issue]))
    expect(messages[1]?.body).toContain('Hello')
  })

  it('and a file that is too large to keep twice, without its content', async () => {
    const content = Buffer.alloc(200_000, 'x').toString('base64')
    const files = [{ title: 'a.txt', base64_content: content }]
    await kondukto('POST', `/${issue}/attachments`, { attachments: files })

    expect((await inboxOf(bridge))[0]).toMatchObject({ reason: '1 file', body: null })
  })
})

describe('the inbox shows what trackers send', () => {
  it('about an issue of ours: what happened, to which issue, as sent', async () => {
    const filed = github.issues.at(-1)
    const url = 'https://api.github.test/repos/acme/shop/issues/1'
    const body = {
      ...filed,
      comments: 0,
      url,
      html_url: url,
      repository_url: url,
      user: { login: 'bot' },
    }
    await tracker('issues', { action: 'closed', issue: { ...body, state: 'closed' } })

    const [last] = await inboxOf(bridge)
    expect(last).toMatchObject({ source: 'github', outcome: 'accepted', issueId: issue })
    expect(last?.headers).toMatchObject({ 'x-github-event': 'issues' })
    expect(last?.body).toContain('"action":"closed"')
  })

  it('about something else: that nothing followed', async () => {
    await tracker('star', { action: 'created' })

    const [last] = await inboxOf(bridge)
    expect(last).toMatchObject({ source: 'github', outcome: 'ignored', issueId: null, body: null })
  })
})

it('no secret of a sender is kept, neither from a header nor from an address', async () => {
  const ticket = { ticket: { number: 7, status: 'Open', vulnerability_name: 'Old SSH' } }
  const body = JSON.stringify(ticket)
  await bridge.fetch(new Request('http://b/hooks/holm/holm-hook-token', { method: 'POST', body }))
  await bridge.fetch(new Request('http://b/hooks/holm/wrong-hook-token', { method: 'POST', body }))
  await bridge.fetch(signedCorgea('/hooks/corgea', { event_type: 'test' }, 'corgea-secret'))

  const text = JSON.stringify(await inboxOf(bridge))
  expect(text).toContain('corgea')
  for (const secret of [konduktoSecret, 'hook-token', 'corgea-secret', 'signature'])
    expect(text).not.toContain(secret)
})

async function kondukto(method: string, path: string, body: unknown): Promise<{ id: string }> {
  const answer = await bridge.kondukto(method, `/api/v1/issues${path}`, body)
  expect(answer.status).toBeLessThan(300)
  return answer.body
}

async function tracker(event: string, payload: Record<string, unknown>): Promise<void> {
  const repository = { id: 1000, full_name: 'acme/shop' }
  const sent = await signed(event, { repository, ...payload })
  const request = new Request('http://bridge/trackers/github/events', { method: 'POST', ...sent })
  expect((await bridge.fetch(request)).status).toBe(202)
}

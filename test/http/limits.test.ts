import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminToken, konduktoSecret, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

const env = {
  HOLM_TOKEN: 'holm-hook-token',
  DATATHEOREM_TOKEN: 'theorem-hook-token',
  APPSCAN_TOKEN: 'appscan-hook-token',
  CORGEA_SECRET: 'corgea-hook-secret',
  GITHUB_TOKEN: 't',
  GITHUB_REPO: 'a/b',
  GITHUB_WEBHOOK_SECRET: 'github-hook-secret',
  JIRA_URL: 'http://127.0.0.1:9',
  JIRA_TOKEN: 't',
  JIRA_PROJECT: 'PAY',
  JIRA_WEBHOOK_SECRET: 'jira-hook-secret',
  MAX_BODY_BYTES: '3000000',
  CREATE_WAIT_MS: '0',
}
const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'
const kondukto = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
const scan = 'scan-execution/b9513af1-7fc1-f011-8194-002248e524dc'

let bridge: TestBridge
beforeEach(() => {
  bridge = startBridge({ env, routes, live: false })
})
afterEach(() => bridge.stop())

describe('who sends is decided before the body is read', () => {
  it.each([
    ['/api/v1/issues', {}, 403],
    ['/api/v1/issues', { 'X-Kondukto-Secret': 'wrong' }, 403],
    ['/api/v1/issues/1/attachments', {}, 403],
    ['/admin/jobs/redrive', {}, 403],
    ['/admin/jobs/redrive', { Authorization: 'Bearer wrong' }, 403],
    ['/hooks/holm/wrong', {}, 403],
    ['/hooks/datatheorem/wrong', {}, 403],
    ['/hooks/datatheorem', { Authorization: 'Bearer wrong' }, 403],
    [`/hooks/appscan/wrong/${scan}`, {}, 403],
    ['/hooks/nobody', {}, 404],
    ['/trackers/github/events', {}, 403],
    ['/trackers/jira/events', {}, 403],
    ['/trackers/jira/events?token=wrong', {}, 403],
    ['/trackers/nobody/events', {}, 404],
    ['/nothing-here', {}, 404],
    ['/i/1', {}, 404],
  ])('%s', async (path, headers: Record<string, string>, status) => {
    const request = upload(path, headers, 1000)

    expect((await bridge.fetch(request)).status).toBe(status)
    expect(request.bodyUsed).toBe(false)
  })
})

it('a forged event of Jira is refused, and Jira is asked nothing', async () => {
  const headers = { 'X-Hub-Signature': `sha256=${'0'.repeat(64)}` }

  expect((await bridge.fetch(upload('/trackers/jira/events', headers, 10))).status).toBe(403)
})

it.each([
  ['GET', '/api/v1/test', 200],
  ['POST', '/api/v1/issues', 201],
  ['PATCH', '/api/v1/issues/none', 404],
  ['GET', '/healthz', 200],
  ['GET', '/readyz', 200],
  ['GET', '/nothing-here', 404],
  ['POST', '/hooks/holm/wrong', 403],
])('no answer is cached or taken for another kind: %s %s', async (method, path, status) => {
  const body = method === 'POST' ? makeFinding() : method === 'PATCH' ? {} : undefined
  const answer = await bridge.kondukto(method, path, body)

  expect(answer.status).toBe(status)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

describe('a message may have 2 MB', () => {
  it.each([
    ['/api/v1/issues', kondukto],
    ['/api/v1/issues/1/comments', kondukto],
    ['/admin/jobs/redrive', { Authorization: `Bearer ${adminToken}` }],
    ['/hooks/holm/holm-hook-token', {}],
    ['/hooks/datatheorem/theorem-hook-token', {}],
    [`/hooks/appscan/appscan-hook-token/${scan}`, {}],
    ['/hooks/corgea', {}],
    ['/trackers/github/events', { 'X-Hub-Signature-256': 'sha256=' }],
  ])('%s', async (path, headers: Record<string, string>) => {
    const length = { 'Content-Length': '2000001' }

    expect((await bridge.fetch(upload(path, headers, 2_000_001))).status).toBe(413)
    expect((await bridge.fetch(upload(path, { ...headers, ...length }, 1))).status).toBe(413)
    expect((await bridge.fetch(upload(path, headers, 2_000_000))).status).not.toBe(413)
  })

  it('and an attachment as many as MAX_BODY_BYTES says', async () => {
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    const path = `/api/v1/issues/${body.id}/attachments`
    const fileOf = (length: number) => ({
      attachments: [{ title: 'a.png', base64_content: 'aGkh'.repeat(length / 4) }],
    })

    expect((await bridge.kondukto('POST', path, fileOf(2_999_000))).status).toBe(200)
    expect((await bridge.kondukto('POST', path, fileOf(3_000_000))).status).toBe(413)
  })
})

describe('a list has a maximum that is looked at before its items', () => {
  it.each([
    ['100 labels of 255 characters', 'POST', '', { labels: Array(100).fill('l'.repeat(255)) }, ''],
    ['101 labels', 'POST', '', { labels: Array(101).fill('l') }, 'labels: has more than 100 items'],
    ['101 wrong labels', 'POST', '', { labels: Array(101).fill(1) }, 'labels: has more than 100'],
    ['101 new labels', 'PATCH', '/ID', { labels: Array(101).fill('l') }, 'labels: has more than'],
    ['a long label', 'POST', '', { labels: ['l'.repeat(256)] }, 'labels.0: is longer than 255'],
    ['a long new label', 'PATCH', '/ID', { labels: ['a', 'l'.repeat(256)] }, 'labels.1: is longer'],
    ['labels that are no list', 'POST', '', { labels: 'a' }, 'labels: must be a list'],
    [
      '101 comments',
      'POST',
      '/ID/comments',
      { comments: Array(101).fill({ body: 'a' }) },
      'comments: has more than 100 items',
    ],
    ['no comments', 'POST', '/ID/comments', { comments: [] }, 'comments: must not be empty'],
    [
      '101 attachments',
      'POST',
      '/ID/attachments',
      { attachments: Array(101).fill({ title: 'a', base64_content: 'aGk=' }) },
      'attachments: has more than 100 items',
    ],
  ])('%s', async (_, method, path, change, message) => {
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    const finding = path === '' ? makeFinding(change) : change

    const answer = await bridge.kondukto(
      method,
      `/api/v1/issues${path.replace('ID', body.id)}`,
      finding,
    )

    expect(answer.status).toBe(message === '' ? 201 : 422)
    expect(answer.body.message ?? '').toContain(message)
  })

  it('refuses a message of more than 20,000 values before it is taken apart', async () => {
    const many = `{"title":"t","x":[${'[],'.repeat(20_000)}1]}`
    const text = JSON.stringify(makeFinding({ template_md: '[{,"\\'.repeat(100_000) }))

    const refused = await bridge.kondukto('POST', '/api/v1/issues', many)

    expect(refused.status).toBe(422)
    expect(refused.body.message).toContain('more than 20,000 values')
    expect((await bridge.kondukto('POST', '/api/v1/issues', text)).status).toBe(201)
  })
})

/** A request whose body is sent as it is read: `size` letters. */
function upload(path: string, headers: Record<string, string>, size: number): Request {
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode('x'.repeat(size)))
      controller.close()
    },
  })
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  return new Request(`http://127.0.0.1:8787${path}`, init)
}

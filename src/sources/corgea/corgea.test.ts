import { createHmac } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { describeCollecting } from '../../../test/contract/collecting.ts'
import { describeSource, openSource, openWebhook } from '../../../test/contract/source.ts'
import { startCorgea } from '../../../test/scanners/corgea.ts'
import { bytesOf, textOf } from '../../platform/bytes.ts'
import type { WebhookRequest } from '../webhook.ts'
import { corgea } from './index.ts'
import apiIssue from './samples/api-issue.json' with { type: 'json' }
import apiScaIssue from './samples/api-sca-issue.json' with { type: 'json' }
import assigned from './samples/issue-assigned.json' with { type: 'json' }
import changed from './samples/issue-status-changed.json' with { type: 'json' }
import completed from './samples/scan-completed.json' with { type: 'json' }
import login from './samples/user-login.json' with { type: 'json' }
import failed from './samples/user-login-failed.json' with { type: 'json' }

const webhook = openWebhook(corgea, { CORGEA_SECRET: 'new, old' })

function call(body: unknown, headers: Record<string, string> = {}, secret = 'new'): WebhookRequest {
  const text = JSON.stringify(body)
  const signature = createHmac('sha256', secret).update(text).digest('hex')
  const sent = { 'x-corgea-signature': signature, ...headers }
  return { method: 'POST', path: [], headers: new Headers(sent), body: bytesOf(text) }
}

const withHeader = (
  request: WebhookRequest,
  name: string,
  value: string | null,
): WebhookRequest => {
  const headers = new Headers(request.headers)
  if (value === null) headers.delete(name)
  else headers.set(name, value)
  return { ...request, headers }
}

describeSource('corgea', () => ({
  webhook,
  call: async (body) => call(body),
  forge: (request) => {
    const signature = request.headers.get('x-corgea-signature') ?? ''
    return [
      ['no signature', withHeader(request, 'x-corgea-signature', null)],
      ['a wrong one', withHeader(request, 'x-corgea-signature', '0'.repeat(64))],
      ['one that is cut', withHeader(request, 'x-corgea-signature', signature.slice(2))],
      ['another text', { ...request, body: bytesOf(`${textOf(request.body)} `) }],
    ]
  },
  none: [login, failed, completed, { event_type: 'scan.unheard_of' }],
  one: changed,
  many: [changed, { ...changed, data: { ...changed.data, issue_id: 'another' } }],
  optional: [
    ...['classification', 'urgency', 'status', 'file_path', 'line_num', 'project', 'url'].map(
      (field) => ['data', field],
    ),
    ['event_id'],
    ['timestamp'],
  ],
}))

const scan = completed.data.scan_id
const listed: unknown[] = []
const parts: unknown[] = []
const api = await startCorgea(scan, listed, parts)
afterAll(api.stop)

const settings = { CORGEA_SECRET: 'new', CORGEA_TOKEN: 'token', CORGEA_URL: api.url }
const fetching = openSource(corgea, settings)
const { resource } = openWebhook(corgea, settings).parse(call(completed))

describeCollecting("Corgea's issues", 'corgea', {
  source: fetching,
  what: resource ?? '',
  answer: (items) => listed.splice(0, listed.length, ...items),
  one: apiIssue,
  many: [apiIssue, { ...apiIssue, id: 'another' }, { ...apiIssue, id: 'a third' }],
  optional: [
    ...['status', 'urgency', 'classification', 'location', 'details', 'auto_fix_suggestion'].map(
      (field) => [field],
    ),
    ['location', 'file'],
    ['classification', 'description'],
  ],
})

describeCollecting("Corgea's vulnerable dependencies", 'corgea', {
  source: fetching,
  what: resource ?? '',
  answer(items) {
    listed.length = 0
    parts.splice(0, parts.length, ...items)
  },
  one: apiScaIssue,
  many: [apiScaIssue, { ...apiScaIssue, id: 'another' }],
  optional: Object.keys(apiScaIssue)
    .slice(1)
    .map((field) => [field]),
})

describe('Corgea', () => {
  it('cannot be asked for findings without its webhooks', () => {
    const { error } = corgea.env.safeParse({ CORGEA_TOKEN: 'token' })

    expect(error?.issues.map(({ path }) => path[0])).toEqual(['CORGEA_SECRET'])
  })

  it('may prefix its signature, use either secret, and send any time in a header', async () => {
    const request = call(changed, { 'x-corgea-timestamp': '1' }, 'old')
    const signature = `sha256=${request.headers.get('x-corgea-signature')}`

    await expect(
      webhook.verify(withHeader(request, 'x-corgea-signature', signature)),
    ).resolves.toBeUndefined()
  })

  it('tells of an issue that was fixed', () => {
    const { id, findings } = webhook.parse(call(changed))

    expect(id).toBe(changed.event_id)
    expect(findings).toEqual([
      expect.objectContaining({
        key: 'issue-uuid-5678',
        verdict: 'fixed',
        severity: 'high',
        project: 'Production API',
        title: 'SQL Injection in src/controllers/user.py',
      }),
    ])
    expect(findings[0]?.body).toContain('`src/controllers/user.py:45`')
    expect(findings[0]?.body).toContain(changed.data.url)
  })

  it('tells whom an issue was given to', () => {
    const [finding] = webhook.parse(call(assigned)).findings

    expect(finding?.assignee).toEqual({ email: 'jane.doe@company.com', username: 'Jane Doe' })
  })

  it.each([
    ['takes it from everybody', null, { email: '', username: '' }],
    ['does not say whose it is', undefined, null],
    ['says so in a way that cannot be read', 'Jane', null],
  ])('%s', (_, assigned_to, expected) => {
    const body = { ...assigned, data: { ...assigned.data, assigned_to } }

    expect(webhook.parse(call(body)).findings[0]?.assignee).toEqual(expected)
  })

  it.each([
    ['open', 'open'],
    ['in_progress', 'open'],
    ['fix_in_progress', 'open'],
    ['fixed', 'fixed'],
    ['accepted_risk', 'dismissed'],
    ['false_positive', 'dismissed'],
    ['duplicate', 'dismissed'],
    ['False Positive', 'dismissed'],
    ['unheard_of', null],
    ['', null],
    [null, null],
  ])('says %s, which means %s', (status, verdict) => {
    const body = { ...changed, data: { ...changed.data, status } }

    expect(webhook.parse(call(body)).findings[0]?.verdict).toBe(verdict)
  })

  it.each([
    ['CR', 'critical'],
    ['HI', 'high'],
    ['high', 'high'],
    ['ME', 'medium'],
    ['MEDIUM', 'medium'],
    ['lo', 'low'],
    ['NA', null],
  ])('spells urgency %s, which means %s', (urgency, severity) => {
    const body = { ...changed, data: { ...changed.data, urgency } }

    expect(webhook.parse(call(body)).findings[0]?.severity).toBe(severity)
  })

  it.each([
    ['beside a text', { text: 'hello', payload: changed }],
    ['beside its type', { event_type: changed.event_type, at: 1, payload: changed }],
  ])('may send the message inside a body of its own making, %s', (_, body) => {
    const { id, findings } = webhook.parse(call(body))

    expect([id, findings.length]).toEqual([changed.event_id, 1])
  })
})

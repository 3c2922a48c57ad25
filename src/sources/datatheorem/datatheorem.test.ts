import { describe, expect, it } from 'vitest'
import { describeSource, openWebhook } from '../../../test/contract/source.ts'
import { bytesOf } from '../../platform/bytes.ts'
import type { WebhookRequest } from '../webhook.ts'
import { datatheorem } from './index.ts'
import resolved from './samples/policy-violation-resolved.json' with { type: 'json' }

const settings = { DATATHEOREM_TOKEN: 'token' }
const webhook = openWebhook(datatheorem, settings, { severities: { PROACTIVE: 'low' } })

function call(body: unknown): WebhookRequest {
  const headers = new Headers({ authorization: 'Bearer token' })
  return { method: 'POST', path: [], headers, body: bytesOf(JSON.stringify(body)) }
}

function event(type: string, data: Record<string, unknown> = {}) {
  const all = { ...resolved.event.data, ...data }
  return { ...resolved, event: { ...resolved.event, type, data: all } }
}

const read = (type: string, data = {}) => webhook.parse(call(event(type, data))).findings[0]

describeSource('datatheorem', () => ({
  webhook,
  call: async (body) => call(body),
  forge: (request) => [
    ['no token', { ...request, headers: new Headers() }],
    ['another token', { ...request, headers: new Headers({ authorization: 'Bearer other' }) }],
    ['another in the address', { ...request, path: ['other'] }],
  ],
  none: [
    { event: 'Hello, world!' },
    event('MOBILE_SECURE__USER_CREATED'),
    event('API_SECURE__NETWORK_SERVICE_DISCOVERED'),
  ],
  one: resolved,
  many: [resolved, event(resolved.event.type, { uuid: 'another' })],
  optional: [...Object.keys(resolved.event.data).slice(1)].map((field) => ['event', 'data', field]),
}))

describe('Data Theorem', () => {
  it('may have the token in its address', async () => {
    const request = { ...call(resolved), headers: new Headers(), path: ['token'] }

    await expect(webhook.verify(request)).resolves.toBeUndefined()
  })

  it('tells of a violation that was resolved, in the first sentence, with line ends where it means them', () => {
    const finding = read(resolved.event.type)

    expect(finding).toMatchObject({
      key: '924f1fb0-ebaa-4dfd-9297-390c0df18b44',
      verdict: 'fixed',
      project: 'CA Business Unit',
      title:
        'The server leverages a certificate for SSL/TLS connections that will expire in less than the configured number of days',
    })
    expect(finding?.body).not.toContain('\\n')
    expect(finding?.body).toContain('Deploy a new SSL/TLS certificate')
  })

  it.each([
    ['API_SECURE__POLICY_VIOLATION_OPENED', 'OPEN', 'open', ''],
    ['API_SECURE__POLICY_VIOLATION_RESOLVED', 'RESOLVED', 'fixed', ''],
    ['API_SECURE__POLICY_VIOLATION_CLOSED', "Won't Fix", 'dismissed', "won't fix"],
    ['CLOUD_SECURE__POLICY_VIOLATION_WONT_FIX', '', 'dismissed', "won't fix"],
    ['MOBILE_SECURE__FINDING_TARGET_CLOSED_RISK_ACCEPTED', '', 'dismissed', 'risk accepted'],
    ['MOBILE_SECURE__FINDING_TARGET_COMPENSATING_CONTROL', '', 'dismissed', 'compensating control'],
    ['MOBILE_SECURE__FINDING_TARGET_FIXED', '', 'fixed', ''],
    ['MOBILE_SECURE__NEW_FINDING_TARGET', '', 'open', ''],
  ])('says %s %s, which means %s', (type, policy_violation_status, verdict, reason) => {
    expect(read(type, { policy_violation_status })).toMatchObject({ verdict, reason })
  })

  it('gives its own reason for an exception', () => {
    const data = { policy_violation_status: 'WONT_FIX', exception_explanation: 'end of life' }

    expect(read('API_SECURE__POLICY_VIOLATION_CLOSED', data)?.reason).toBe('end of life')
  })

  it.each([
    [{ priority: 'P1' }, 'high'],
    [{ severity: 'LOW' }, 'low'],
    [{ relevance: 'IMPORTANT' }, 'high'],
    [{ relevance: 'PROACTIVE' }, 'low'],
    [{ relevance: 'UNHEARD_OF' }, null],
  ])('with %j is of severity %s', (data, severity) => {
    expect(read(resolved.event.type, { relevance: null, ...data })?.severity).toBe(severity)
  })
})

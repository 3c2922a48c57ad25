import { describe, expect, it } from 'vitest'
import { describeSource, openWebhook } from '../../../test/contract/source.ts'
import { bytesOf } from '../../platform/bytes.ts'
import type { WebhookRequest } from '../webhook.ts'
import { holm } from './index.ts'
import finished from './samples/finished-scan.json' with { type: 'json' }
import ticket from './samples/ticket.json' with { type: 'json' }

const webhook = openWebhook(holm, { HOLM_TOKEN: 'token' })

const withFields = (fields: Record<string, unknown>) => ({
  ticket: { ...ticket.ticket, ...fields },
})
const call = (body: unknown, path = ['token']): WebhookRequest => {
  return { method: 'POST', path, headers: new Headers(), body: bytesOf(JSON.stringify(body)) }
}
const read = (fields: Record<string, unknown>) =>
  webhook.parse(call(withFields(fields))).findings[0]

describeSource('holm', () => ({
  webhook,
  call: async (body) => call(body),
  forge: (request) => [
    ['another token', { ...request, path: ['other'] }],
    ['no token', { ...request, path: [] }],
    ['more after it', { ...request, path: ['token', 'x'] }],
  ],
  none: [finished, { scheduled_scan: { name: 'Daily' } }, { unheard_of: {} }],
  one: ticket,
  many: [ticket, withFields({ number: 18 })],
  optional: Object.keys(ticket.ticket)
    .slice(1)
    .map((field) => ['ticket', field]),
}))

describe('Holm', () => {
  it('tells of a ticket', () => {
    expect(read({})).toMatchObject({
      key: '17',
      verdict: 'open',
      severity: 'high',
      title: 'OpenSSH outdated on web-1',
      assignee: { email: 'dev@acme.io' },
      dueDate: '2026-01-31',
    })
  })

  it.each([
    ['Open', 'open', ''],
    ['Closed (Fixed)', 'fixed', ''],
    ['Closed', 'fixed', ''],
    ['Closed (Accepted risk)', 'dismissed', 'Accepted risk'],
    ['Closed - false positive', 'dismissed', 'false positive'],
    ['closed: FIXED', 'fixed', ''],
    ['Reopened', 'open', ''],
    ['Unclosed', null, ''],
    ['', null, ''],
  ])('says %s, which means %s', (status, verdict, reason) => {
    expect(read({ status })).toMatchObject({ verdict, reason })
  })

  it('may give the number as text, and leave placeholders as they are', () => {
    const unfilled = { number: '17', due_date: '{ticket.due_date}', url: '{ticket.url}' }

    expect(read(unfilled)).toMatchObject({ key: '17', dueDate: '' })
    expect(read(unfilled)?.body).not.toContain('{')
  })

  it.each([
    ['dev@acme.io', { email: 'dev@acme.io', username: '' }],
    ['Jane Doe', { email: '', username: 'Jane Doe' }],
    ['{ticket.owner.name}', null],
  ])('names its owner %s', (owner, assignee) => {
    expect(read({ owner })?.assignee).toEqual(assignee)
  })

  it.each(['2026-01-31', '2026-01-31 12:00', '2026-01-31T12:00:00Z'])(
    'may be due %s, which is shown as it is',
    (due_date) => {
      expect(read({ due_date })?.dueDate).toBe(due_date)
      expect(read({ due_date })?.body).toContain(due_date)
    },
  )

  it.each([undefined, null, '{ticket.number}', 1.5])(
    'is not filed with the number %s, and says why',
    (number) => {
      const { findings, note } = webhook.parse(call(withFields({ number })))

      expect(findings).toEqual([])
      expect(note).toContain('ticket.number')
    },
  )
})

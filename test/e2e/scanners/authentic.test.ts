import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import changed from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import { type Reply, type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners()
})
afterEach(() => scanners.stop())

const opened = { ...changed, data: { ...changed.data, status: 'open' } }
const headers = { 'x-corgea-event': 'issue.status_changed', 'x-corgea-delivery': 'd-1' }
const deep = JSON.parse(`${'{"a":'.repeat(120)}1${'}'.repeat(120)}`)

describe('Corgea: a custom body is understood if the payload is anywhere in it', () => {
  it.each([
    ['as it is', opened],
    ['one level down', { text: 'hello', payload: opened }],
    ['two levels down', { text: 'hello', more: { payload: opened } }],
    ['in a list', { blocks: [{ type: 'text' }, { payload: opened }] }],
    ['as a text', { text: JSON.stringify(opened) }],
    ['beside its parts', { event_id: 'x', event_type: 'issue.status_changed', body: opened }],
    ['as its data alone', { issue: opened.data }],
    ['with no type, which a header says', { ...opened, event_type: null }],
  ])('%s', async (_, body) => {
    expect((await scanners.corgea(body, headers)).status).toBe(202)

    expect((await scanners.issues()).map(({ title }) => title)).toEqual([
      'SQL Injection in src/controllers/user.py',
    ])
  })

  it('and known again by the id in a header', async () => {
    const body = { issue: opened.data }
    await scanners.corgea(body, headers)

    expect((await scanners.corgea(body, headers)).message).toBe('received before')
  })
})

describe('what is authentic and not understood is kept with the reason, never refused', () => {
  it.each<[string, unknown]>([
    ['a text', { text: 'An issue has changed' }],
    ['a test', { test: true }],
    ['no type', { event_type: null }],
    ['an empty object', {}],
    ['null', null],
    ['a list', []],
    ['a nest', deep],
  ])('Corgea: %s', async (_, body) => {
    await expectKept(await scanners.corgea(body))
  })

  it.each(['', 'hello', '{"event":', '\u0000'])('Corgea: the body %j', async (body) => {
    await expectKept(await scanners.corgeaBytes(new TextEncoder().encode(body)))
  })

  it('Corgea: a text that replaces the payload, with what would help', async () => {
    const { message } = await scanners.corgea({ text: 'An issue has changed' }, headers)

    expect(message).toContain('{{payload}}')
    const page = await (await scanners.bridge.admin('/admin/inbox')).text()
    expect(page).toContain('issue.status_changed')
  })

  it.each<[string, unknown]>([
    ['no event', { event: null }],
    ['an event without a type', { event: { data: {} } }],
    ['an event whose type is null', { event: { type: null, data: {} } }],
    ['an event that is a number', { event: 17 }],
    ['an empty object', {}],
    ['null', null],
    ['a list', []],
    ['a nest', deep],
  ])('Data Theorem: %s', async (_, body) => {
    await expectKept(await scanners.theorem(body))
  })

  it.each<[string, unknown]>([
    ['a ticket without a number', { ticket: { status: 'Open' } }],
    ['a ticket that is null', { ticket: null }],
    ['an empty object', {}],
    ['a text', 'hello'],
    ['a nest', deep],
  ])('Holm: %s', async (_, body) => {
    await expectKept(await scanners.holm(body))
  })

  it('AppScan: an id that is none', async () => {
    const path = '/hooks/appscan/appscan-token/scan-execution/no-uuid'

    await expectKept(await scanners.request('GET', path))
  })
})

async function expectKept({ status, message }: Reply): Promise<void> {
  expect(status).toBe(202)
  expect(message).not.toBe('')
  expect(await scanners.issues()).toEqual([])
  const { messages } = await (await scanners.bridge.admin('/admin/inbox?outcome=ignored')).json()
  expect(messages).toHaveLength(1)
  expect(messages[0].reason).toContain(message)
}

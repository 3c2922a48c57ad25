import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { issues } from '../../../db/schema/index.ts'
import changed from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import ticketSample from '../../../src/sources/holm/samples/ticket.json' with { type: 'json' }
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { type Scanners, startScanners } from './bench.ts'

type Fields = Record<string, unknown>

/** What a message says of one finding: its key, the state it states, and its time. Null for a message about none. */
interface Saying {
  readonly key: string
  readonly state: 'open' | 'closed' | null
  readonly at: number | null
}

const seed = 20_261_125
const runs = 1000

let scanners: Scanners
afterEach(() => scanners.stop())

/** Every field now and then null, missing, or of another type; the fields in any order. */
function spoiled(sample: Fields, keep: readonly string[] = []): fc.Arbitrary<Fields> {
  const odd = fc.constantFrom<unknown>(null, undefined, '', 17, true, [], {}, 'odd', '\u0000\uD800')
  const fields = Object.entries(sample).map(([name, value]) => {
    const whole = typeof value === 'object' && value !== null && !Array.isArray(value)
    const inner = whole ? spoiled(value as Fields) : fc.constant(value)
    const chosen = keep.includes(name) ? inner : fc.oneof({ weight: 9, arbitrary: inner }, odd)
    return fc.tuple(fc.constant(name), chosen)
  })
  return fc.tuple(fc.tuple(...fields), fc.infiniteStream(fc.nat())).map(([entries, order]) =>
    Object.fromEntries(
      entries
        .map((entry) => [order.next().value ?? 0, entry] as const)
        .toSorted(([one], [other]) => one - other)
        .map(([, entry]) => entry),
    ),
  )
}

/** Messages as they come: each perhaps twice, at once or later. */
function sequence(message: fc.Arbitrary<Fields>): Fields[] {
  const all: Fields[] = []
  for (const [next, doubled] of fc.sample(fc.tuple(message, fc.nat(9)), { seed, numRuns: runs })) {
    all.push(next)
    if (doubled === 0) all.push(all[Math.floor(all.length / 2)] ?? next)
    if (doubled === 1) all.push(next)
  }
  return all.slice(0, runs)
}

/** What each finding's newest message that states a state says, in the order in which they came. */
function newest(sayings: readonly (Saying | null)[]): Map<string, 'open' | 'closed'> {
  const known = new Map<string, { state: 'open' | 'closed'; at: number | null }>()
  for (const saying of sayings) {
    if (!saying?.state) continue
    const { key, state, at } = saying
    const before = known.get(key)
    if (at !== null && before?.at != null && at < before.at) continue
    known.set(key, { state, at: at ?? before?.at ?? null })
  }
  return new Map([...known].map(([key, { state }]) => [key, state]))
}

/** No issue is in a state that the newest message about its finding does not state. */
async function expectNewest(sayings: readonly (Saying | null)[]): Promise<void> {
  await scanners.settle()
  const stated = newest(sayings)
  const rows = await scanners.bridge.db.query.select().from(issues)
  const seen = rows.map(({ sourceKey, status }) => [sourceKey, status])
  const wanted = rows.map(({ sourceKey }) => [sourceKey, stated.get(sourceKey) ?? 'open'])

  expect(rows.length).toBeGreaterThan(3)
  expect(seen, `seed ${seed}`).toEqual(wanted)
  const filed = await scanners.issues()
  expect(filed.map(({ status }) => status).toSorted()).toEqual(
    rows.map(({ status }) => status).toSorted(),
  )
}

async function sendAll(
  messages: readonly Fields[],
  send: (message: Fields) => Promise<{ readonly status: number }>,
): Promise<void> {
  const refused: unknown[] = []
  for (const [index, message] of messages.entries()) {
    const { status } = await send(message)
    if (status >= 300) refused.push([status, message])
    if (index % 100 === 0) await scanners.settle()
  }
  expect(refused, `seed ${seed}`).toEqual([])
}

const statuses = ['open', 'fixed', 'accepted_risk', 'in_progress', null, 'unheard of'] as const
const meaning: Record<string, 'open' | 'closed' | null> = {
  ...{ open: 'open', in_progress: 'open', fixed: 'closed', accepted_risk: 'closed' },
}

it(`1,000 messages of Corgea's schema, seed ${seed}`, async () => {
  scanners = startScanners({ live: false })
  const message = fc
    .record({
      body: spoiled(changed, ['event_id', 'event_type', 'data', 'timestamp']),
      event_type: fc.constantFrom('issue.status_changed', 'issue.assigned', 'scan.failed', null),
      event_id: fc.uuid(),
      minute: fc.nat(59),
      issue_id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '', null, 17),
      status: fc.constantFrom(...statuses),
    })
    .map(({ body, event_type, event_id, minute, issue_id, status }) => {
      const timestamp = new Date(Date.UTC(2025, 0, 15, 14, minute)).toISOString()
      const data = { ...(body.data as Fields), issue_id, status }
      return { ...body, event_type, event_id, timestamp, data }
    })
  const messages = sequence(message)

  await sendAll(messages, (body) => scanners.corgea(body, { 'x-corgea-event': 'issue.assigned' }))

  const seen = new Set<unknown>()
  await expectNewest(
    messages.map(({ event_id, event_type, timestamp, data }) => {
      const { issue_id: key, status } = data as Fields
      const isNew = !seen.has(event_id)
      seen.add(event_id)
      if (!isNew || event_type === 'scan.failed' || typeof key !== 'string' || !key) return null
      return { key, state: meaning[String(status)] ?? null, at: Date.parse(String(timestamp)) }
    }),
  )
}, 60_000)

it(`1,000 messages of Data Theorem's schema, seed ${seed}`, async () => {
  scanners = startScanners({ live: false })
  const words = ['OPEN', 'RESOLVED', "Won't Fix", 'CLOSED', 'UNRESOLVED'] as const
  const message = fc
    .record({
      body: spoiled(resolved, ['event', 'time']),
      type: fc.constantFrom('API_SECURE__POLICY_VIOLATION_UPDATED', 'WEB__USER_CREATED', null, 3),
      time: fc.oneof(fc.integer({ min: 1_611_000_000, max: 1_611_001_000 }), fc.constant(null)),
      uuid: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '', null, 17),
      policy_violation_status: fc.constantFrom(...words),
    })
    .map(({ body, type, time, uuid, policy_violation_status }) => {
      const event = body.event as Fields
      const data = { ...(event.data as Fields), uuid, policy_violation_status }
      return { ...body, time, event: type === 3 ? null : { ...event, type, data } }
    })
  const messages = sequence(message)

  await sendAll(messages, scanners.theorem)

  const closed = ['RESOLVED', "Won't Fix", 'CLOSED']
  let last = ''
  await expectNewest(
    messages.map((body) => {
      const { type, data } = (body.event ?? {}) as Fields
      const { uuid: key, policy_violation_status } = (data ?? {}) as Fields
      const isRepeated = JSON.stringify(body) === last
      last = JSON.stringify(body)
      if (isRepeated || typeof key !== 'string' || !key || !String(type).includes('VIOLATION'))
        return null
      const state = closed.includes(String(policy_violation_status)) ? 'closed' : 'open'
      return { key, state, at: body.time === null ? null : Number(body.time) * 1000 }
    }),
  )
}, 60_000)

it(`1,000 messages of Holm Security's schema, seed ${seed}`, async () => {
  scanners = startScanners({ live: false })
  const states: Record<string, 'open' | 'closed'> = {
    ...{ Open: 'open', Closed: 'closed', 'Closed (Fixed)': 'closed', 'closed: risk': 'closed' },
  }
  const message = fc
    .record({
      ticket: spoiled(ticketSample.ticket, ['number', 'status']),
      number: fc.constantFrom(1, 2, '3', '4', 5, '6', null, 'x', 1.5, {}),
      status: fc.constantFrom(...Object.keys(states), null, 17, '{ticket.status}', 'Waiting'),
      event: fc.constantFrom('ticket', 'ticket', 'ticket', 'finished_scan', 'unheard_of'),
    })
    .map(({ ticket, number, status, event }) => ({ [event]: { ...ticket, number, status } }))
  const messages = sequence(message)

  await sendAll(messages, scanners.holm)

  await expectNewest(
    messages.map(({ ticket }) => {
      const { number, status } = (ticket ?? {}) as Fields
      if (!/^\d$/.test(String(number))) return null
      return { key: String(number), state: states[String(status)] ?? null, at: null }
    }),
  )
}, 60_000)

it(`1,000 creates of Kondukto's schema, seed ${seed}`, async () => {
  scanners = startScanners({ live: false, env: { CREATE_WAIT_MS: '0' } })
  const texts = ['link', 'template_md', 'due_date', 'severity'] as const
  const message = fc
    .record({
      title: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
      vulnerability: fc.oneof(spoiled(vendorPayload.vulnerability), fc.constant(null)),
      status: fc.constantFrom('open', 'closed', '', null),
      empty: fc.subarray([...texts, 'project_name', 'name', 'path', 'labels', 'assignee', 'fp']),
      order: fc.boolean(),
    })
    .map(({ title, vulnerability, status, empty, order }) => {
      const none = Object.fromEntries(empty.map((name) => [name, null]))
      const entries = Object.entries({ ...vendorPayload, ...none, title, vulnerability, status })
      return Object.fromEntries(order ? entries : entries.toReversed())
    })

  await sendAll(sequence(message), (body) =>
    scanners.bridge.kondukto('POST', '/api/v1/issues', body),
  )
}, 60_000)

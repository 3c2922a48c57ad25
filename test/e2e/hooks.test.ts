import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inbox, issues } from '../../db/schema/index.ts'
import assigned from '../../src/sources/corgea/samples/issue-assigned.json' with { type: 'json' }
import statusChanged from '../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import loggedIn from '../../src/sources/corgea/samples/user-login.json' with { type: 'json' }
import resolved from '../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import finished from '../../src/sources/holm/samples/finished-scan.json' with { type: 'json' }
import { startBridge, type TestBridge } from '../support/bridge.ts'

const env = {
  CORGEA_SECRET: 'corgea-secret',
  DATATHEOREM_TOKEN: 'theorem-token',
  HOLM_TOKEN: 'h-secret-token',
  APPSCAN_TOKEN: 'appscan-token',
}
const ticket = { number: 7, status: 'Open', severity: 'High', vulnerability_name: 'Old SSH' }
const violation = (type: string, status: string) => ({
  ...resolved,
  // What is closed was open before.
  time: resolved.time + (status === 'OPEN' ? 0 : 60),
  event: {
    ...resolved.event,
    type,
    data: { ...resolved.event.data, policy_violation_status: status },
  },
})

let bridge: TestBridge
beforeEach(() => {
  bridge = startBridge({ env })
})
afterEach(() => bridge.stop())

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a word such as %s is a word like any other',
  async (word) => {
    const { event } = resolved
    const data = { ...event.data, priority: word, severity: word, policy_violation_status: 'OPEN' }
    const sent = { event: { type: 'API_SECURE__POLICY_VIOLATION_OPENED', data } }
    const path = `/hooks/appscan/appscan-token/${word}/b9513af1-7fc1-f011-8194-002248e524dc`

    expect(await theorem(sent)).toBe(202)
    expect(await post(path, {})).toBe(404)
  },
)

it('a token in `Authorization: Basic` is one guess, however many colons are in it', async () => {
  const path = '/hooks/appscan/application/b9513af1-7fc1-f011-8194-002248e524dc'
  const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` })

  expect(await post(path, {}, basic('a:appscan-token:b'))).toBe(403)
  for (const text of ['appscan-token', 'appscan-token:', ':appscan-token', 'user:appscan-token'])
    expect(await post(path, {}, basic(text))).toBe(202)
})

/** What a request says of itself that `fetch` makes of a text. */
const plain = { 'content-type': 'text/plain;charset=UTF-8' }

describe('Corgea', () => {
  it('gives an issue to somebody, and says later that it is fixed: one issue, closed as completed', async () => {
    const later = { ...statusChanged, timestamp: '2025-01-16T00:00:00.000Z' }
    const statuses = [await corgea(assigned), await corgea(later)]

    expect(statuses).toEqual([202, 202])
    const page = await onlyIssue('Production API')
    expect(page).toContain('Cross-Site Scripting')
    expect(page).toContain('Closed as completed')
    expect(page).toContain('source:corgea')
  })

  it('gives an issue to another, takes it away, and leaves it to whom people gave it', async () => {
    const give = async (event_id: string, assigned_to?: Record<string, string> | null) => {
      await corgea({ ...assigned, event_id, data: { ...assigned.data, assigned_to } })
      await bridge.settle()
      return /assigned to ([\w ]+)/.exec(await onlyIssue('Production API'))?.[1] ?? ''
    }
    const sam = { email: 'sam@company.com', name: 'Sam Lee' }

    const whose = [
      await give('1', assigned.data.assigned_to),
      await give('2', sam),
      await give('3'),
      await give('4', null),
      await give('5', sam),
    ]
    const edit = { method: 'POST', body: new URLSearchParams({ assignee: 'Ann' }) }
    await bridge.admin('/admin/projects/Production%20API/issues/1/edit', edit)
    whose.push(await give('6', assigned.data.assigned_to))

    expect(whose).toEqual(['Jane Doe', 'Sam Lee', 'Sam Lee', '', 'Sam Lee', 'Ann'])
    const [row] = await bridge.db.query.select().from(issues)
    expect(row?.assignee).toEqual({ email: 'jane.doe@company.com', username: 'Jane Doe' })
  })

  it('may send a message again in other words: it is known by its id', async () => {
    await corgea(assigned)
    await corgea({ ...assigned, data: { ...assigned.data, status: 'fixed' } })

    expect(await onlyIssue('Production API')).toContain('Open')
  })

  it('tells what is no issue: kept, and nothing is filed', async () => {
    expect(await corgea(loggedIn)).toBe(202)
    expect(await corgea({ ...loggedIn, event_id: 'x', event_type: 'unheard.of' })).toBe(202)

    expect(await projects()).toEqual([])
  })

  it('is refused with the same words under the same signature, written otherwise', async () => {
    const body = JSON.stringify(statusChanged)
    const signature = createHmac('sha256', 'corgea-secret').update(body).digest('hex')
    const otherwise = JSON.stringify(statusChanged, null, 1)

    const status = await send('/hooks/corgea', otherwise, { 'x-corgea-signature': signature })

    expect(status).toBe(403)
    expect(await kept()).toMatchObject([{ outcome: 'refused', body: null }])
  })
})

describe('Data Theorem', () => {
  it('asks whether we are here', async () => {
    expect(await theorem({ event: 'Hello, world!' })).toBe(202)
  })

  it('opens a violation, and closes it as not to be fixed: closed as not planned', async () => {
    await theorem(violation('API_SECURE__POLICY_VIOLATION_OPENED', 'OPEN'))
    await theorem(violation('API_SECURE__POLICY_VIOLATION_CLOSED', "Won't Fix"))

    const page = await onlyIssue('CA Business Unit')
    expect(page).toContain('Closed as not planned')
    expect(page).toContain('reports that this is not to be fixed: won')
  })

  it('may use words of its own for how bad it is, which the routes file explains', async () => {
    await bridge.stop()
    const routes = 'sources: { datatheorem: { severities: { PROACTIVE: low } } }'
    bridge = startBridge({ env, routes })
    const opened = violation('API_SECURE__POLICY_VIOLATION_OPENED', 'OPEN')
    Object.assign(opened.event.data, { relevance: 'PROACTIVE' })

    await theorem(opened)

    expect(await onlyIssue('CA Business Unit')).toContain('severity:low')
  })

  it('has a note on a violation: a comment, once however often it is sent', async () => {
    await theorem(violation('API_SECURE__POLICY_VIOLATION_OPENED', 'OPEN'))
    const { uuid } = resolved.event.data
    const data = { uuid: 'n-1', about: { uuid }, note: { text: 'We look into it.' } }
    const note = { ...resolved, event: { type: 'API_SECURE__NOTE_CREATED', data, version: 1 } }

    await theorem(note)
    await theorem(note)

    const page = await onlyIssue('CA Business Unit')
    expect(page.match(/<p>We look into it\.<\/p>/g)).toHaveLength(1)
  })

  it('has a note on what was never filed: kept, and it says why', async () => {
    const note = { type: 'API_SECURE__NOTE_CREATED', data: { text: 'We look into it.' } }

    expect(await theorem({ event: note })).toBe(202)

    const [{ outcome, reason }] = (await kept()) as [Kept]
    expect([outcome, reason]).toEqual([
      'ignored',
      'API_SECURE__NOTE_CREATED: a comment on a finding that was never filed',
    ])
  })

  it('resolves what was never filed: kept, and nothing is filed', async () => {
    expect(await theorem(resolved)).toBe(202)

    expect(await projects()).toEqual([])
  })
})

it('says in the history of an issue that its scanner cannot be told what becomes of it', async () => {
  await post('/hooks/holm/h-secret-token', { ticket })
  await bridge.settle()
  const [row] = await bridge.db.query.select({ id: issues.id }).from(issues)

  expect(await open(`/i/${row?.id}/history`)).toContain('Holm Security has no API to receive')
})

describe('Holm', () => {
  it('opens a ticket and closes it', async () => {
    await post('/hooks/holm/h-secret-token', { ticket })
    await post('/hooks/holm/h-secret-token', { ticket: { ...ticket, status: 'Closed (Fixed)' } })

    expect(await onlyIssue('holm')).toContain('Closed as completed')
  })

  it('finds a ticket worse than before: its label says so, and what people put there stays', async () => {
    await post('/hooks/holm/h-secret-token', { ticket })
    await bridge.settle()
    const labels = 'severity:high\r\nsource:holm\r\ntheirs'
    const edit = { method: 'POST', body: new URLSearchParams({ labels }) }
    await bridge.admin('/admin/projects/holm/issues/1/edit', edit)

    await post('/hooks/holm/h-secret-token', { ticket: { ...ticket, severity: 'Critical' } })

    const page = await onlyIssue('holm')
    expect(page).toContain('severity:critical')
    expect(page).toContain('theirs')
    expect(page).not.toContain('severity:high')
  })

  it('tells of a scan: kept, and nothing is filed', async () => {
    expect(await post('/hooks/holm/h-secret-token', finished)).toBe(202)

    expect(await projects()).toEqual([])
  })
})

it('the whole history sent twice changes nothing', async () => {
  const history = async () => {
    await corgea(assigned)
    await corgea(statusChanged)
    await theorem(violation('API_SECURE__POLICY_VIOLATION_OPENED', 'OPEN'))
    await theorem(violation('API_SECURE__POLICY_VIOLATION_CLOSED', "Won't Fix"))
    // Holm says no time: a state that comes back is news, and only the same message again is none.
    await post('/hooks/holm/h-secret-token', { ticket })
    await bridge.settle()
    const names = await projects()
    return Promise.all(names.map((name) => open(`/admin/projects/${name}/issues/1`)))
  }

  const once = await history()
  const twice = await history()

  expect(once).toHaveLength(3)
  expect(twice).toEqual(once)
})

it.each([
  ['/hooks/corgea', { 'x-corgea-signature': 'a'.repeat(64) }],
  ['/hooks/corgea', {}],
  ['/hooks/datatheorem', { authorization: 'Bearer other' }],
  ['/hooks/holm/other', {}],
  ['/hooks/appscan/other/scan-execution/no-uuid', {}],
])(
  '%s with the wrong proof, %j, is refused before it is read, and nothing of it is kept but that',
  async (path, headers) => {
    expect(await send(path, '{ no JSON', headers)).toBe(403)

    expect(await kept()).toMatchObject([{ outcome: 'refused', body: null, headers: plain }])
  },
)

it('a message is kept with its outcome and reason, and without what proves who sent it', async () => {
  const headers = {
    'user-agent': 'python-requests/2.8.1',
    authorization: 'Basic abc',
    cookie: 'x=y',
  }
  await post('/hooks/holm/h-secret-token', finished, headers)
  await corgea(loggedIn)

  const rows = await kept()

  expect(rows).toMatchObject([
    {
      source: 'holm',
      headers: { 'user-agent': 'python-requests/2.8.1' },
      body: JSON.stringify(finished),
      outcome: 'ignored',
      reason: 'finished_scan: not about a ticket',
    },
    { source: 'corgea', eventKey: loggedIn.event_id, reason: 'user.login: not about an issue' },
  ])
  for (const secret of ['h-secret', 'Basic', 'x=y', 'signature'])
    expect(JSON.stringify(rows)).not.toContain(secret)
})

it('an administrator sees what came in and why it led to nothing', async () => {
  await post('/hooks/holm/h-secret-token', finished)
  await corgea(assigned)

  const all = await (await bridge.admin('/admin/inbox')).json()
  const ignored = await (await bridge.admin('/admin/inbox?outcome=ignored')).json()
  const [newest, ...older] = all.messages
  const rest = await (await bridge.admin(`/admin/inbox?before=${newest.id}`)).json()

  expect(ignored.messages).toMatchObject([{ reason: 'finished_scan: not about a ticket' }])
  expect(newest.source).toBe('corgea')
  expect(rest.messages).toEqual(older)
})

it.each([
  '/hooks/corgea',
  '/hooks/datatheorem',
  '/hooks/holm/x',
  '/hooks/appscan/x/application/y',
  '/hooks/unheard-of',
])('%s is not there without its secret', async (path) => {
  await bridge.stop()
  bridge = startBridge()

  expect(await post(path, {})).toBe(404)
})

it('what cannot be stored is answered 503, so that it is sent again', async () => {
  const { atomic } = bridge.db
  bridge.db.atomic = async () => {
    throw new Error('the disk is full')
  }
  const lost = await post('/hooks/holm/h-secret-token', { ticket })
  bridge.db.atomic = atomic

  expect(lost).toBe(503)
  expect(await post('/hooks/holm/h-secret-token', { ticket })).toBe(202)
  expect(await onlyIssue('holm')).toContain('Old SSH')
})

async function corgea(body: unknown): Promise<number> {
  const signature = createHmac('sha256', 'corgea-secret').update(JSON.stringify(body)).digest('hex')
  return post('/hooks/corgea', body, { 'x-corgea-signature': signature })
}

function theorem(body: unknown): Promise<number> {
  return post('/hooks/datatheorem', body, { authorization: 'Bearer theorem-token' })
}

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return send(path, JSON.stringify(body), headers)
}

async function send(path: string, body: string, headers: Record<string, string>) {
  const request = { method: 'POST', headers, body }
  return (await bridge.fetch(new Request(`http://bridge${path}`, request))).status
}

type Kept = typeof inbox.$inferSelect

/** What is on record of what came in, oldest first. */
async function kept(): Promise<Kept[]> {
  return bridge.db.query.select().from(inbox).orderBy(inbox.id)
}

/** The page of a project's only issue, once nothing is owed. */
async function onlyIssue(project: string): Promise<string> {
  await bridge.settle()
  const path = `/admin/projects/${encodeURIComponent(project)}`
  expect((await bridge.admin(`${path}/issues/2`)).status).toBe(404)
  return open(`${path}/issues/1`)
}

async function open(path: string): Promise<string> {
  return (await bridge.admin(path)).text()
}

async function projects(): Promise<string[]> {
  await bridge.settle()
  const page = await open('/admin/projects')
  return [...page.matchAll(/href="\/admin\/projects\/([^"?/]+)"/g)].map(([, name]) => name ?? '')
}

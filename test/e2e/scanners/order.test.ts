import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import assigned from '../../../src/sources/corgea/samples/issue-assigned.json' with { type: 'json' }
import changed from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import { type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners()
})
afterEach(() => scanners.stop())

const day = '2025-01-15T'

describe('the newest message counts, whatever comes last', () => {
  it('Corgea: a late "open" of before does not reopen what was fixed', async () => {
    await status('open', '14:00')
    await status('fixed', '14:10')
    await status('open', '14:05')

    expect(await states()).toEqual(['closed completed'])
  })

  it('Corgea: a late "fixed" of before does not close what was found again', async () => {
    await status('open', '14:00')
    await status('open', '14:10')
    await status('fixed', '14:05')

    expect(await states()).toEqual(['open'])
  })

  it('Corgea: a "fixed" counts that is older than a later message without a status', async () => {
    await status('open', '14:00')
    await give('Sam', null, '14:10')
    await status('fixed', '14:05')

    expect(await states()).toEqual(['closed completed'])
  })

  it('Corgea: a late message gives the issue back to no one who had it before', async () => {
    await give('Ann', 'open', '14:00')
    await give('Sam', 'open', '14:10')
    await give('Ann', 'open', '14:05')

    const [issue] = await scanners.issues()
    expect(issue?.assignee).toBe('Sam')
  })

  it.each(['', '2025-01-15T14:00:00.000Z', '2099-01-01T00:00:00.000Z'])(
    'Corgea: a message that comes again after RETENTION_DAYS, with the time %j beside it',
    async (beside) => {
      await scanners.stop()
      const clock = { now: Date.now() }
      scanners = startScanners({ clock, env: { RETENTION_DAYS: '1' } })
      await status('open', '14:00')
      const fixed = [changed, '14:10', 'fixed'] as const
      await send(...fixed, {})
      const form = { method: 'POST', body: new URLSearchParams() }
      await scanners.issues()
      const project = (await scanners.bridge.db.query.query.issues.findMany())[0]?.target
      await scanners.bridge.admin(`/admin/projects/${project}/issues/1/reopen`, form)
      await scanners.settle()
      const before = await states()
      clock.now += 3 * 86_400_000
      await scanners.settle()
      const kept = await scanners.bridge.db.query.query.inbox.findMany()

      await send(...fixed, beside ? { 'x-corgea-timestamp': beside } : {})

      expect([kept, before]).toEqual([[], ['open']])
      expect(await states()).toEqual(['open'])
    },
  )

  it('Corgea: of two messages of one moment the last counts', async () => {
    await status('open', '14:00')
    await status('fixed', '14:00')

    expect(await states()).toEqual(['closed completed'])
  })

  it('Corgea: a time that cannot be does not outdate what comes after it', async () => {
    await corgea({ ...changed, timestamp: '9999-01-01T00:00:00Z', data: data('open') })
    await corgea({ ...changed, timestamp: 'yesterday', data: data('open') })
    await status('fixed', '14:10')

    expect(await states()).toEqual(['closed completed'])
  })

  it('Data Theorem: a late "opened" of before does not reopen what was resolved', async () => {
    await violation('OPEN', 100)
    await violation('RESOLVED', 200)
    await violation('OPEN', 150)

    expect(await states()).toEqual(['closed completed'])
  })

  it('says in the history why a message changed nothing', async () => {
    await status('fixed', '14:10')
    await status('open', '14:20')
    await status('open', '14:15')

    const page = await (await scanners.bridge.admin('/admin/inbox')).text()
    expect(page).toContain('older than what is known')
  })
})

describe('a message that states no status changes none', () => {
  it.each([null, '', undefined, 17, 'unheard of'])(
    'Corgea: assigned with the status %j, after it was fixed',
    async (said) => {
      await status('open', '14:00')
      await status('fixed', '14:10')
      await give('Sam', said, '14:20')

      expect(await states()).toEqual(['closed completed'])
    },
  )

  it('Corgea: an issue that is new is filed, open', async () => {
    await give('Sam', null, '14:00')

    expect(await states()).toEqual(['open'])
  })

  it.each(['', null, '{ticket.status}', 'On hold'])(
    'Holm: a ticket with the status %j, after it was closed',
    async (said) => {
      const ticket = { number: 7, vulnerability_name: 'Old SSH' }
      await scanners.holm({ ticket: { ...ticket, status: 'Open' } })
      await scanners.holm({ ticket: { ...ticket, status: 'Closed (Fixed)' } })
      await scanners.holm({ ticket: { ...ticket, status: said, owner: 'Sam' } })

      expect(await states()).toEqual(['closed completed'])
    },
  )

  it.each([null, '', undefined])('Kondukto: a create with the status %j', async (said) => {
    const body = { title: 'T', name: 'N', path: 'a.ts', project_name: 'shop' }
    const { body: answer } = await create({ ...body, status: 'open' })
    await scanners.bridge.kondukto('PATCH', `/api/v1/issues/${answer.id}`, { status: 'closed' })

    const again = await create({ ...body, status: said })

    expect([again.status, again.body.id]).toEqual([201, answer.id])
    expect(await states()).toEqual(['closed completed'])
  })
})

function data(said: unknown) {
  return { ...changed.data, status: said }
}

function status(said: string, time: string) {
  return corgea({ ...changed, timestamp: `${day}${time}:00.000Z`, data: data(said) })
}

function give(name: string, said: unknown, time: string) {
  const person = { email: `${name}@acme.io`, name }
  const given = { ...assigned.data, issue_id: changed.data.issue_id, assigned_to: person }
  const timestamp = `${day}${time}:00.000Z`
  return corgea({ ...assigned, timestamp, data: { ...given, status: said } })
}

async function send(
  sample: object,
  time: string,
  said: string,
  headers: Record<string, string>,
): Promise<void> {
  const message = { ...sample, event_id: 'captured', timestamp: `${day}${time}:00.000Z` }
  expect((await scanners.corgea({ ...message, data: data(said) }, headers)).status).toBe(202)
  await scanners.settle()
}

let count = 0
async function corgea(body: object) {
  count += 1
  expect((await scanners.corgea({ ...body, event_id: `e-${count}` })).status).toBe(202)
  await scanners.settle()
}

async function violation(policy_violation_status: string, time: number) {
  const { event } = resolved
  const type = 'API_SECURE__POLICY_VIOLATION_CHANGED'
  const told = { ...event, type, data: { ...event.data, policy_violation_status } }
  expect((await scanners.theorem({ ...resolved, time, event: told })).status).toBe(202)
  await scanners.settle()
}

function create(body: unknown) {
  return scanners.bridge.kondukto('POST', '/api/v1/issues', body)
}

async function states(): Promise<string[]> {
  const rows = await scanners.issues()
  return rows.map(({ status: now, reason }) => [now, reason].filter(Boolean).join(' '))
}

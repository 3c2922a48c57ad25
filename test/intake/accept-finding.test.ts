import { afterEach, beforeEach, expect, it } from 'vitest'
import { messagesAbout } from '../../db/tables/console/messages.ts'
import { listHistory } from '../../db/tables/history.ts'
import { findIssuesByKeys } from '../../db/tables/issues.ts'
import type { Deps } from '../../src/deps.ts'
import { acceptFinding } from '../../src/intake/accept-finding.ts'
import { acceptFindings } from '../../src/intake/accept-findings.ts'
import { findingOf, openSync } from '../support/sync.ts'

let sync: ReturnType<typeof openSync>
beforeEach(() => {
  sync = openSync()
})
afterEach(() => sync.close())

it('a finding that is told twice in one message leaves the others together', async () => {
  const keys = Array.from({ length: 25 }, (_, n) => `f-${n === 20 ? 3 : n}`)
  let writes = 0
  const { db } = sync.deps
  const atomic: typeof db.atomic = async (statements) => {
    writes += 1
    await db.atomic(statements)
  }

  const report = (key: string) => ({
    finding: findingOf(key, 'open'),
    by: 'Scanner',
    asked: false,
  })
  const reports = keys.map(report)
  await acceptFindings(sync.deps, [report('the first')])
  await acceptFindings({ ...sync.deps, db: { ...db, atomic } }, reports)
  await sync.deliver()

  expect(sync.writes()).toBe(25)
  // Whole, its halves, and what is left of them.
  expect(writes).toBeLessThanOrEqual(12)
})

it('the first finding of a destination adds it, a later one writes only what is its own', async () => {
  const written: number[] = []
  const writeAndWake: Deps['writeAndWake'] = async (_, statements) => {
    await sync.deps.db.atomic(statements)
    written.push(statements.length)
  }

  for (const key of ['one', 'two'])
    await acceptFinding(
      { ...sync.deps, writeAndWake },
      { finding: findingOf(key, 'open'), by: 'Scanner', asked: false },
    )
  await sync.deliver()

  // Account, destination and poll; each time issue, job and history.
  expect(written).toEqual([6, 3])
  expect(sync.writes()).toBe(2)
})

it('what happened to a finding is said once: by its message, or, if it has none of its own, by the history', async () => {
  const { db } = sync.deps
  const deps = { ...sync.deps, requestId: 'request-1' }
  const message = { source: 'scanner', eventKey: null, headers: {}, body: 'as it was sent' }
  const reported = { by: 'Scanner', asked: true }
  const first = { finding: findingOf('one', 'open'), ...reported }

  const alone = await acceptFinding(deps, { ...first, message })
  const other = await acceptFinding(deps, { finding: findingOf('two', 'open'), ...reported })

  const said = { source: 'scanner', reason: 'a new finding', requestId: 'request-1' }
  expect(await messagesAbout(db, alone.id, 9)).toEqual([expect.objectContaining(said)])
  expect(await listHistory(db, alone.id)).toEqual([])
  expect(await messagesAbout(db, other.id, 9)).toEqual([])
  expect(await listHistory(db, other.id)).toEqual([expect.objectContaining(said)])
})

it('a finding that an issue is asked for is not looked up before it is stored, unless it is known', async () => {
  const { db } = sync.deps
  let reads = 0
  const rows: typeof db.rows = (build, values) => {
    reads += 1
    return db.rows(build, values)
  }
  const deps = { ...sync.deps, db: { ...db, rows } }
  const report = (key: string, formerKeys: string[] = []) => {
    const finding = { ...findingOf(key, 'open'), formerKeys }
    return { finding, by: 'Scanner', asked: true }
  }

  const first = await acceptFinding(deps, report('one'))
  expect(reads).toBe(0)
  const again = await acceptFinding(deps, report('one'))
  const renamed = await acceptFinding(deps, report('one, by another key', ['unheard of', 'one']))

  expect([again, renamed]).toEqual(Array(2).fill({ id: first.id, created: null }))
  const stored = await findIssuesByKeys(db, 'scanner', ['one', 'one, by another key'])
  expect(stored.map(({ id }) => id)).toEqual([first.id])
})

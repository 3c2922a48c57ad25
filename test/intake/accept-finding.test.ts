import { afterEach, beforeEach, expect, it } from 'vitest'
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
  const { db } = sync.deps
  const atomic: typeof db.atomic = async (statements) => {
    await db.atomic(statements)
    written.push(statements.length)
  }

  for (const key of ['one', 'two'])
    await acceptFinding(
      { ...sync.deps, db: { ...db, atomic } },
      { finding: findingOf(key, 'open'), by: 'Scanner', asked: false },
    )
  await sync.deliver()

  // Account, destination and poll; each time issue, job and history.
  expect(written).toEqual([6, 3])
  expect(sync.writes()).toBe(2)
})

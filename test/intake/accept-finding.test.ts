import { afterEach, beforeEach, expect, it } from 'vitest'
import { acceptFindings } from '../../src/intake/accept-finding.ts'
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

  const reports = keys.map((key) => ({
    finding: findingOf(key, 'open'),
    by: 'Scanner',
    asked: false,
  }))
  await acceptFindings({ ...sync.deps, db: { ...db, atomic } }, reports)
  await sync.deliver()

  expect(sync.writes()).toBe(24)
  // Whole, its halves, and what is left of them.
  expect(writes).toBeLessThanOrEqual(12)
})

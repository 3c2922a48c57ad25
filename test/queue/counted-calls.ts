import { AsyncLocalStorage } from 'node:async_hooks'
import { vi } from 'vitest'
import { openD1 } from '../../db/d1.ts'
import { jobKinds } from '../../src/jobs/index.ts'
import type { JobKind } from '../../src/queue/kind.ts'
import { bindBucket, bindDatabase } from '../simulation/process/bindings.ts'
import { emptyDatabase } from '../simulation/process/database.ts'

interface Counted {
  calls: number
}

const attempts = new AsyncLocalStorage<Counted>()

/**
 * Counts the calls of each kind of job as a Worker's budget does: to D1, to R2 and by fetch. What the runner itself needs is
 * not among them. `dearest` has the most that one attempt of a kind has made.
 */
export function countCalls() {
  const dearest = new Map<string, number>()
  const spend = () => {
    const attempt = attempts.getStore()
    if (attempt) attempt.calls += 1
  }
  for (const kind of jobKinds.values()) watch(kind, dearest)
  return { dearest, db: openStore(spend), fetch: counted(spend) }
}

function watch(kind: JobKind, dearest: Map<string, number>): void {
  const { run, cleanup } = kind
  const byPayload = new WeakMap<object, Counted>()
  const noting = async <T>(attempt: Counted, act: () => Promise<T>): Promise<T> => {
    try {
      return await attempts.run(attempt, act)
    } finally {
      dearest.set(kind.kind, Math.max(dearest.get(kind.kind) ?? 0, attempt.calls))
    }
  }
  vi.spyOn(kind, 'run').mockImplementation(async (deps, attempt) => {
    const count = { calls: 0 }
    byPayload.set(attempt.payload as object, count)
    const result = await noting(count, () => run(deps, attempt))
    const { record } = result
    if (typeof record !== 'function') return result
    return { ...result, record: () => noting(count, record) }
  })
  if (!cleanup) return
  vi.spyOn(kind as Required<JobKind>, 'cleanup').mockImplementation((deps, payload) =>
    noting(byPayload.get(payload as object) ?? { calls: 0 }, () => cleanup(deps, payload)),
  )
}

function openStore(spend: () => void) {
  const call = async <T>(act: () => T) => act()
  const database = bindDatabase(emptyDatabase(), call)
  return { ...openD1(database, bindBucket(new Map(), call), spend), close() {} }
}

function counted(spend: () => void): typeof fetch {
  return (...call) => {
    spend()
    return fetch(...call)
  }
}

import type { D1Database, D1PreparedStatement, R2Bucket } from '@cloudflare/workers-types'
import { ownerNow } from '../world/context.ts'
import type { Queries, Query } from './database.ts'

/** Does one call to the store, sooner or later, or never. `text` is its statement. */
type Call = <T>(act: () => T, text: string) => Promise<T>

/** The shared database as a process sees it: every call goes through `call`, or is one of the process that is running. */
export function bindDatabase(database: Queries, call: Call = callOfOwner): D1Database {
  const binding = {
    prepare: (text: string) => statement({ text, params: [] }),
    batch: (statements: readonly D1PreparedStatement[]) => {
      const all = statements as unknown as readonly Query[]
      const write = () => database.batch(all).map((results) => ({ results, success: true }))
      return call(write, `batch ${all.map(({ text }) => text).join(';')}`)
    },
  }
  return binding as unknown as D1Database

  /** Carries its own text and parameters, for a batch. */
  function statement(query: Query): object {
    const rows = () => call(() => database.all(query), query.text)
    return {
      ...query,
      bind: (...params: unknown[]) => statement({ text: query.text, params: params.map(bound) }),
      all: async () => ({ results: await rows(), success: true }),
      run: async () => ({ results: await rows(), success: true }),
      first: async () => (await rows())[0] ?? null,
      raw: () => call(() => database.lists(query), query.text),
    }
  }
}

function callOfOwner<T>(act: () => T, text: string): Promise<T> {
  const owner = ownerNow()
  if (!owner) throw new Error('a call to the store belongs to no process')
  return owner.call(act, text)
}

function bound(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value
}

/** A bucket that all processes share. */
export function bindBucket(files: Map<string, string>, call: Call = callOfOwner): R2Bucket {
  const bucket = {
    put: (key: string, text: string) => call(() => void files.set(key, text), 'put'),
    async get(key: string) {
      const text = await call(() => files.get(key), 'select')
      return text === undefined ? null : { text: async () => text }
    },
    delete: (key: string) => call(() => void files.delete(key), 'delete'),
  }
  return bucket as unknown as R2Bucket
}

import type { D1Database, R2Bucket } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/d1'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { HttpError } from '../src/domain/errors.ts'
import { asConflict } from './conflict.ts'
import { type FixedStatements, keepFixed } from './fixed.ts'
import journal from './migrations/meta/_journal.json' with { type: 'json' }
import type { BuildRows, Db, Files, Values } from './store.ts'
import { filesInRows } from './tables/files.ts'

/**
 * Bytes that may be written to a row: below D1's 2,000,000, as the row's own header counts too.
 * https://developers.cloudflare.com/d1/platform/limits/
 */
const rowBytes = 1_990_000

/**
 * Wraps a D1 binding, and an R2 bucket for files. Wrangler runs the migrations, from the same folder. `onCall` is called
 * before every call to either, as a Worker's calls are limited. A write that no row can hold is refused with 413, before it is sent.
 */
export function openD1(binding: D1Database, bucket: R2Bucket, onCall = () => {}): Db {
  const logger = { logQuery: onCall }
  const query = drizzle(binding, { casing: 'snake_case', logger }) as unknown as Db['query']
  const fixed = () => fixedOf(binding)
  return {
    query,
    async rows<Row>(build: BuildRows<Row>, values: Values) {
      const { text, fill, prepared } = fixed().rowsOf(build)
      onCall()
      if (prepared) return (await prepared.all(values)) as Row[]
      const found = await binding
        .prepare(text)
        .bind(...fill(values))
        .all<Row>()
      return found.results
    },
    async atomic(statements) {
      const prepared = statements.map((statement) => {
        const { sql, params } = fixed().queryOf(statement)
        refuseTooLong(params)
        return binding.prepare(sql).bind(...params)
      })
      if (prepared.length === 0) return
      onCall()
      await binding.batch(prepared).catch((error) => {
        throw asConflict(error)
      })
    },
    files: filesIn(bucket, filesInRows(query), onCall),
    async bytes() {
      onCall()
      const { meta } = await binding.prepare('select 1').all()
      return meta?.size_after ?? null
    },
    async isBehind() {
      if (upToDate.has(binding)) return false
      const newest = `${journal.entries.at(-1)?.tag}.sql`
      const find = binding.prepare('select 1 from d1_migrations where name = ?').bind(newest)
      onCall()
      const found = await find.first().catch(orNull)
      if (found) upToDate.add(binding)
      return !found
    },
  }
}

/** The fixed statements of each binding: their texts are made once for each isolate. */
const fixedByBinding = new WeakMap<D1Database, FixedStatements>()

function fixedOf(binding: D1Database): FixedStatements {
  const known = fixedByBinding.get(binding)
  if (known) return known
  const query = drizzle(binding, { casing: 'snake_case' }) as unknown as Db['query']
  const fixed = keepFixed(query, new SQLiteAsyncDialect({ casing: 'snake_case' }))
  fixedByBinding.set(binding, fixed)
  return fixed
}

/** Bindings whose schema is known to be that of this version: it is asked once for each isolate. */
const upToDate = new WeakSet<D1Database>()

/** Before the first migration there is no table of migrations. */
function orNull(error: unknown): null {
  if (/no such table/.test(String(error))) return null
  throw error
}

function refuseTooLong(params: readonly unknown[]): void {
  const texts = params.filter((param) => typeof param === 'string')
  // A character has three bytes at the most.
  if (3 * texts.reduce((sum, text) => sum + text.length, 0) <= rowBytes) return
  const encoder = new TextEncoder()
  const bytes = texts.reduce((sum, text) => sum + encoder.encode(text).length, 0)
  if (bytes > rowBytes)
    throw new HttpError(413, `this is ${bytes} bytes to store: at most ${rowBytes} can be kept`)
}

/** What was kept before there was a bucket is still in `rows`. */
function filesIn(bucket: R2Bucket, rows: Files, onCall: () => void): Files {
  return {
    async put(key, base64) {
      onCall()
      await bucket.put(key, base64)
    },
    async get(key) {
      onCall()
      const object = await bucket.get(key)
      return object ? object.text() : rows.get(key)
    },
    async delete(key) {
      onCall()
      await bucket.delete(key)
    },
  }
}

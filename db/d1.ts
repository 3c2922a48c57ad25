import type { D1Database, D1PreparedStatement, D1Result, R2Bucket } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/d1'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { throwAsConflict } from './conflict.ts'
import { type FixedStatements, keepFixed } from './fixed.ts'
import journal from './migrations/meta/_journal.json' with { type: 'json' }
import { refuseTooLong } from './row-size.ts'
import type { Asked, BuildRows, Db, Files, Statement, Values } from './store.ts'
import { filesInRows } from './tables/files.ts'

/**
 * Wraps a D1 binding, and an R2 bucket for files. Wrangler runs the migrations, from the same folder. `onCall` is called
 * before every call to either, as a Worker's calls are limited. A write that no row can hold is refused with 413, before it is sent.
 */
export function openD1(binding: D1Database, bucket: R2Bucket, onCall = () => {}): Db {
  const logger = { logQuery: onCall }
  const query = drizzle(binding, { casing: 'snake_case', logger }) as unknown as Db['query']
  const fixed = () => fixedOf(binding)
  const boundTo = <Row>({ build, values }: Asked<Row>) => {
    const { text, fill } = fixed().rowsOf(build)
    return binding.prepare(text).bind(...fill(values))
  }
  const rowsIn = <Row>({ build }: Asked<Row>, result: D1Result | undefined): Row[] => {
    const { prepared } = fixed().rowsOf(build)
    return (prepared ? prepared.mapResult(result, true) : result?.results) as Row[]
  }
  const boundWrite = (statement: Statement) => {
    const { sql, params } = fixed().queryOf(statement)
    refuseTooLong(params)
    return binding.prepare(sql).bind(...params)
  }
  const batch = (statements: D1PreparedStatement[]): Promise<D1Result[]> => {
    onCall()
    return binding.batch(statements).catch(throwAsConflict)
  }
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
    async rowsOfBoth(first, second) {
      const [one, two] = [boundTo(first), boundTo(second)]
      onCall()
      const [firstResult, secondResult] = await binding.batch([one, two])
      return [rowsIn(first, firstResult), rowsIn(second, secondResult)]
    },
    async atomic(statements) {
      if (statements.length > 0) await batch(statements.map(boundWrite))
    },
    async atomicThen(statements, asked) {
      const results = await batch([...statements.map(boundWrite), boundTo(asked)])
      return rowsIn(asked, results.at(-1))
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

import type { D1Database } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/d1'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import type { Db } from './db.ts'
import * as schema from './schema.ts'

/** Wraps a D1 binding. Its migrations are wrangler's business, from the same folder. */
export function openD1(binding: D1Database): Db {
  const query = drizzle(binding, { schema, casing: 'snake_case' })
  const dialect = new SQLiteAsyncDialect({ casing: 'snake_case' })
  return {
    query: query as unknown as Db['query'],
    async atomic(statements) {
      await binding.batch(
        statements.map((statement) => {
          const { sql, params } = dialect.sqlToQuery(statement.getSQL())
          return binding.prepare(sql).bind(...params)
        }),
      )
    },
  }
}

import type { D1Database } from '@cloudflare/workers-types'
import { drizzle } from 'drizzle-orm/d1'
import type { Db } from './db.ts'
import * as schema from './schema.ts'

/** Wraps a D1 binding. Its migrations are wrangler's business, from the same folder. */
export function openD1(binding: D1Database): Db {
  const query = drizzle(binding, { schema, casing: 'snake_case' })
  return {
    query: query as unknown as Db['query'],
    async atomic(statements) {
      const [first, ...rest] = statements.map((statement) => query.run(statement.getSQL()))
      if (first) await query.batch([first, ...rest])
    },
  }
}

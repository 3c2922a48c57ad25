import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'

/** What was asked of a database through `watchD1`. */
export interface Watched {
  /** To be bound instead of the database itself. */
  readonly db: D1Database
  /** Every statement's text, in order, those of batches too. */
  readonly texts: string[]
  /** Calls: a batch is one. */
  calls: number
  /** As Cloudflare bills them. */
  rowsRead: number
  rowsWritten: number
}

/** A D1 database that remembers what it was asked. */
export function watchD1(d1: D1Database): Watched {
  const watched = { db: d1, texts: [] as string[], calls: 0, rowsRead: 0, rowsWritten: 0 }
  const real = new WeakMap<object, { text: string; statement: D1PreparedStatement }>()

  function told<T>(result: D1Result<T>): D1Result<T> {
    watched.rowsRead += result.meta.rows_read
    watched.rowsWritten += result.meta.rows_written
    return result
  }

  function asked(text: string): void {
    watched.texts.push(text)
    watched.calls += 1
  }

  function wrap(text: string, statement: D1PreparedStatement): D1PreparedStatement {
    const wrapped = {
      bind: (...values: unknown[]) => wrap(text, statement.bind(...values)),
      async all() {
        asked(text)
        return told(await statement.all())
      },
      async run() {
        asked(text)
        return told(await statement.run())
      },
      async first() {
        asked(text)
        return told(await statement.all()).results[0] ?? null
      },
      /** Rows as lists come without a count: a query is asked twice, a write tells its rows in order. */
      async raw() {
        asked(text)
        const { results } = told(await statement.all<Record<string, unknown>>())
        return /^\s*(select|with)/i.test(text) ? statement.raw() : results.map(Object.values)
      },
    }
    real.set(wrapped, { text, statement })
    return wrapped as unknown as D1PreparedStatement
  }

  watched.db = {
    prepare: (text: string) => wrap(text, d1.prepare(text)),
    async batch(statements: D1PreparedStatement[]) {
      const known = statements.map((statement) => real.get(statement))
      watched.texts.push(...known.map((one) => one?.text ?? ''))
      watched.calls += 1
      const results = await d1.batch(known.flatMap((one) => one?.statement ?? []))
      return results.map(told)
    },
  } as unknown as D1Database
  return watched
}

import {
  getTableColumns,
  type InferInsertModel,
  is,
  Param,
  Placeholder,
  type Query,
  SQL,
  sql,
} from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Build, BuildRows, Db, PreparedRows, Statement, Values } from './store.ts'

/** Stands for a value in a fixed statement. */
export const value = (name: string): Placeholder => sql.placeholder(name)

/**
 * A parameter that SQLite's planner takes for an expression. It would look at the value of a bare one, and so plan the
 * statement anew for each value (`SQLITE_ENABLE_STAT4`), which takes many times as long as running it.
 */
const unseenParam = '+?'

/** As `value`, in a condition of a fixed statement that drizzle runs itself. */
export const unseen = (name: string): SQL => sql`+${value(name)}`

/** A placeholder for each column of a table, named as the column is in code. */
export function placeholdersFor<T extends SQLiteTable>(table: T): InferInsertModel<T> {
  const names = Object.keys(getTableColumns(table))
  return Object.fromEntries(names.map((name) => [name, value(name)])) as InferInsertModel<T>
}

/** A fixed statement: its text, made once, and what fills its parameters. */
interface Fixed<Row = never> {
  readonly text: string
  readonly fill: (values: Values) => unknown[]
  /** Drizzle's own, which turns rows into objects; null for `sql` text. */
  readonly prepared: PreparedRows<Row> | null
}

/** Makes the text of each fixed statement once, for as long as the store is open. */
export interface FixedStatements {
  rowsOf<Row>(build: BuildRows<Row>): Fixed<Row>
  /** The text and the parameters of a write, fixed or not. */
  queryOf(statement: Statement): { readonly sql: string; readonly params: unknown[] }
}

/** Keeps the fixed statements of a store. */
export function keepFixed(
  query: Db['query'],
  dialect: { sqlToQuery(text: SQL): Query },
): FixedStatements {
  const kept = new Map<Build, Fixed<unknown>>()
  const fixedDialect: typeof dialect = Object.create(dialect, {
    escapeParam: { value: () => unseenParam },
  })
  return {
    rowsOf: <Row>(build: BuildRows<Row>) => of(build) as Fixed<Row>,
    queryOf(statement) {
      if (!('build' in statement)) return dialect.sqlToQuery(statement.getSQL())
      const { text, fill } = of(statement.build)
      return { sql: text, params: fill(statement.values) }
    },
  }

  function of(build: Build): Fixed<unknown> {
    const known = kept.get(build)
    if (known) return known
    const built = build(query)
    // A write is never asked for rows.
    const prepared = built instanceof SQL ? null : (built.prepare() as PreparedRows<unknown>)
    const made = fixedDialect.sqlToQuery(built instanceof SQL ? built : built.getSQL())
    const slots = made.params.map(slotOf)
    const fill = (values: Values) => slots.map((slot) => slot(values))
    const fixed = { text: made.sql, prepared, fill }
    kept.set(build, fixed)
    return fixed
  }
}

function slotOf(param: unknown): (values: Values) => unknown {
  if (is(param, Placeholder)) return (values) => given(values, param.name)
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param
  const { encoder, value } = param
  return (values) => {
    const filled = given(values, value.name)
    return filled === null ? null : encoder.mapToDriverValue(filled)
  }
}

function given(values: Values, name: string): unknown {
  const found = values[name]
  // Looking for a name in a long row takes longer than reading it.
  if (found === undefined && !(name in values))
    throw new Error(`a statement lacks its value "${name}"`)
  return found ?? null
}

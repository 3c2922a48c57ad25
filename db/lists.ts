import { type SQL, sql } from 'drizzle-orm'
import { unseen } from './fixed.ts'
import type { BuildRows, Db, Values } from './store.ts'

/** How many keys a statement may have: few texts are made, and D1 takes 100 parameters. */
const lengths = [1, 8, 90] as const
const most = 90

/**
 * A fixed statement about a list of keys, whatever its length: a list that is shorter than a statement's repeats its last
 * key. `make` is given the list, as `in` takes it. More than 90 keys are several statements.
 */
export function forKeys<Row>(make: (keys: SQL) => BuildRows<Row>) {
  const builds = lengths.map((length) => {
    const names = Array.from({ length }, (_, n) => `key${n}`)
    return { names, build: make(sql`(${sql.join(names.map(unseen), sql`, `)})`) }
  })
  return async function rowsFor(
    db: Db,
    keys: readonly string[],
    values: Values = {},
  ): Promise<Row[]> {
    const found: Row[] = []
    for (let at = 0; at < keys.length; at += most)
      found.push(...(await rowsOf(db, keys.slice(at, at + most), values)))
    return found
  }

  function rowsOf(db: Db, keys: readonly string[], values: Values): Promise<Row[]> {
    const [shortest] = builds.filter(({ names }) => names.length >= keys.length)
    if (!shortest) throw new Error(`${keys.length} keys are too many`)
    const filled = shortest.names.map((name, n) => [name, keys[n] ?? keys.at(-1)])
    return db.rows(shortest.build, { ...values, ...Object.fromEntries(filled) })
  }
}

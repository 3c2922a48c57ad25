import { eq, sql } from 'drizzle-orm'
import { value } from '../fixed.ts'
import { settings } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/** The value kept under a key, or null. */
export async function readSetting(db: Db, key: string): Promise<string | null> {
  const [row] = await db.rows(byKey, { key })
  return row?.value ?? null
}

const byKey = (query: Db['query']) =>
  query
    .select()
    .from(settings)
    .where(eq(settings.key, value('key')))

/** Keeps a value unless the key has one already; returns the value that is kept. */
export async function keepSetting(db: Db, key: string, kept: string): Promise<string> {
  await db.query.insert(settings).values({ key, value: kept }).onConflictDoNothing()
  return (await readSetting(db, key)) ?? kept
}

/** Replaces the value of the key. */
export function setSetting(_db: Db, key: string, kept: string): Statement {
  return { build: set, values: { key, kept } }
}

const set =
  () => sql`insert into ${settings} (key, value) values (${value('key')}, ${value('kept')})
  on conflict (key) do update set value = excluded.value`

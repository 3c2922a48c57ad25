import { eq } from 'drizzle-orm'
import { settings } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/** The value kept under a key, or null. */
export async function readSetting(db: Db, key: string): Promise<string | null> {
  const [row] = await db.query.select().from(settings).where(eq(settings.key, key))
  return row?.value ?? null
}

/** Keeps a value unless the key has one already; returns the one that is kept. */
export async function keepSetting(db: Db, key: string, value: string): Promise<string> {
  await db.query.insert(settings).values({ key, value }).onConflictDoNothing()
  return (await readSetting(db, key)) ?? value
}

export function setSetting(db: Db, key: string, value: string): Statement {
  return db.query
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } })
}

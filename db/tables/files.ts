import { eq } from 'drizzle-orm'
import { files } from '../schema/index.ts'
import type { Db, Files } from '../store.ts'

/** Keeps contents in rows, for a database whose rows may be large. */
export function filesInRows(query: Db['query']): Files {
  return {
    async put(key, base64) {
      await query.insert(files).values({ key, base64 }).onConflictDoUpdate({
        target: files.key,
        set: { base64 },
      })
    },
    async get(key) {
      const [row] = await query.select().from(files).where(eq(files.key, key))
      return row?.base64 ?? null
    },
    async delete(key) {
      await query.delete(files).where(eq(files.key, key))
    },
  }
}

import { and, eq } from 'drizzle-orm'
import { localAttachments } from '../../../db/schema/index.ts'
import type { Db } from '../../../db/store.ts'

/** A file to be handed out, its content in standard Base64. */
export interface LocalFile {
  readonly title: string
  readonly base64: string
}

/** Where the content of the file is. */
export function contentKey(id: string): string {
  return `local/${id}`
}

/** A file with its content, or null. */
export async function findFile(db: Db, issueId: string, id: string): Promise<LocalFile | null> {
  const [row] = await db.query
    .select({ title: localAttachments.title })
    .from(localAttachments)
    .where(and(eq(localAttachments.id, id), eq(localAttachments.issueId, issueId)))
  const base64 = row && (await db.files.get(contentKey(id)))
  return row && base64 != null ? { title: row.title, base64 } : null
}

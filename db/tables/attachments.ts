import { asc, eq, type InferSelectModel, sql } from 'drizzle-orm'
import { forKeys } from '../lists.ts'
import { attachments, fileBytes } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/** A file on an issue; its content is in `Db.files` until the tracker has it. */
export type Attachment = InferSelectModel<typeof attachments>

/** Where the content of the attachment is. */
export function contentKey(id: string): string {
  return `attachments/${id}`
}

export function insertAttachment(db: Db, file: typeof attachments.$inferInsert): Statement {
  return db.query.insert(attachments).values(file)
}

/** Records where the tracker has the file. */
export function recordRemoteAttachment(db: Db, id: string, remoteId: string, url: string) {
  return db.query.update(attachments).set({ remoteId, url }).where(eq(attachments.id, id))
}

/** The bytes of all files that are kept: those that wait for their tracker, and the embedded tracker's own. */
export async function bytesOfFiles(db: Db): Promise<number> {
  const [row] = await db.query.select().from(fileBytes).where(eq(fileBytes.id, 1))
  return row?.bytes ?? 0
}

export async function findAttachment(db: Db, id: string): Promise<Attachment | null> {
  const [row] = await db.query.select().from(attachments).where(eq(attachments.id, id))
  return row ?? null
}

/** The files of up to 90 issues, oldest first. */
export function listAttachments(db: Db, issueIds: readonly string[]): Promise<Attachment[]> {
  return allOf(db, issueIds)
}

const allOf = forKeys(
  (ids) => (query) =>
    query
      .select()
      .from(attachments)
      .where(sql`${attachments.issueId} in ${ids}`)
      .orderBy(asc(attachments.id)),
)

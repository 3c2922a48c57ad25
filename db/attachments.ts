import { asc, eq, type InferSelectModel } from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { attachments } from './schema.ts'

/** A file on an issue; its content, in standard Base64, is null once the tracker has it. */
export type Attachment = InferSelectModel<typeof attachments>
/** All of a file but its content. */
export type AttachmentInfo = Omit<Attachment, 'base64'>

/** Adds a file; the job that brings it to the tracker is a write of its own. */
export function insertAttachment(db: Db, file: typeof attachments.$inferInsert): Statement {
  return db.query.insert(attachments).values(file)
}

/** Records where the tracker has the file, and drops our copy of its content. */
export function recordRemoteAttachment(db: Db, id: string, remoteId: string, url: string) {
  return db.query
    .update(attachments)
    .set({ remoteId, url, base64: null })
    .where(eq(attachments.id, id))
}

/** The file with this id, or null. */
export async function findAttachment(db: Db, id: string): Promise<Attachment | null> {
  const [row] = await db.query.select().from(attachments).where(eq(attachments.id, id))
  return row ?? null
}

/** The files of an issue without their contents, oldest first. */
export function listAttachments(db: Db, issueId: string): Promise<AttachmentInfo[]> {
  const { id, title, size, remoteId, url, createdAt } = attachments
  return db.query
    .select({ id, issueId: attachments.issueId, title, size, remoteId, url, createdAt })
    .from(attachments)
    .where(eq(attachments.issueId, issueId))
    .orderBy(asc(attachments.id))
}

// One file: the reads of one tracker, a query each.

import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  type InferSelectModel,
  type SQL,
  sql,
} from 'drizzle-orm'
import { localAttachments, localComments, localIssues } from '../../../db/schema/index.ts'
import type { Db } from '../../../db/store.ts'
import type { Status } from '../../../src/domain/issue.ts'

/** An issue of the embedded tracker. */
export type LocalIssue = InferSelectModel<typeof localIssues>
/** A comment on one. */
export type LocalComment = InferSelectModel<typeof localComments>
/** A file on one, its content in standard Base64. */
type LocalAttachment = InferSelectModel<typeof localAttachments>
/** An issue without its text, which may be long. */
export type IssueCard = Omit<LocalIssue, 'body' | 'html'>
/** What a list shows of an issue. */
export type IssueLine = Pick<
  LocalIssue,
  'number' | 'title' | 'labels' | 'assignee' | 'status' | 'reason' | 'createdAt'
>
/** What a page shows of a file: its content stays in the store. `size` is in bytes. */
export type FileLine = Pick<LocalAttachment, 'id' | 'title' | 'size'>
/** A project and how many issues it has. */
export interface Project {
  readonly name: string
  readonly open: number
  readonly closed: number
}
/** An issue with all that hangs on it, oldest first. */
export interface FullIssue {
  readonly issue: LocalIssue
  readonly comments: readonly LocalComment[]
  readonly files: readonly FileLine[]
}

/** How many issues `listIssues` returns at a time. */
export const pageSize = 50

/** The projects that have issues, by name; all of them, or the one named. */
export function listProjects(db: Db, name?: string): Promise<Project[]> {
  const withStatus = (status: Status) => sql<number>`sum(${localIssues.status} = ${status})`
  return db.query
    .select({ name: localIssues.project, open: withStatus('open'), closed: withStatus('closed') })
    .from(localIssues)
    .where(name === undefined ? undefined : eq(localIssues.project, name))
    .groupBy(localIssues.project)
    .orderBy(asc(localIssues.project))
}

/** One page of a project's issues, newest first. Pages count from 1. */
export function listIssues(
  db: Db,
  project: string,
  status: Status,
  page: number,
): Promise<IssueLine[]> {
  const { number, title, labels, assignee, reason, createdAt } = localIssues
  return db.query
    .select({ number, title, labels, assignee, status: localIssues.status, reason, createdAt })
    .from(localIssues)
    .where(and(eq(localIssues.project, project), eq(localIssues.status, status)))
    .orderBy(desc(localIssues.number))
    .limit(pageSize)
    .offset((page - 1) * pageSize)
}

/** The issue with this id, or null. */
export async function findIssue(db: Db, id: string): Promise<LocalIssue | null> {
  const [row] = await db.query.select().from(localIssues).where(eq(localIssues.id, id))
  return row ?? null
}

const { body: _, html: __, ...cardColumns } = getTableColumns(localIssues)

/** An issue without its text, or null. */
export async function findCard(db: Db, where: SQL): Promise<IssueCard | null> {
  const [row] = await db.query.select(cardColumns).from(localIssues).where(where)
  return row ?? null
}

/** The issue a person calls by this number, with its comments and files, or null. */
export async function readIssue(
  db: Db,
  project: string,
  number: number,
): Promise<FullIssue | null> {
  const [issue] = await db.query
    .select()
    .from(localIssues)
    .where(and(eq(localIssues.project, project), eq(localIssues.number, number)))
  if (!issue) return null
  return {
    issue,
    comments: await listComments(db, issue.id),
    files: await listFiles(db, issue.id),
  }
}

/** An issue's comments, oldest first. */
export function listComments(db: Db, issueId: string): Promise<LocalComment[]> {
  return db.query
    .select()
    .from(localComments)
    .where(eq(localComments.issueId, issueId))
    .orderBy(asc(localComments.createdAt), asc(localComments.id))
}

function listFiles(db: Db, issueId: string): Promise<FileLine[]> {
  const { id, title, size } = localAttachments
  return db.query
    .select({ id, title, size })
    .from(localAttachments)
    .where(eq(localAttachments.issueId, issueId))
    .orderBy(asc(id))
}

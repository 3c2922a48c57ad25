import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Reason, Status } from '../../src/domain/issue.ts'

// The embedded tracker. Its tables belong to connectors/local alone.

/** Its issues, numbered within their project. */
export const localIssues = sqliteTable(
  'local_issues',
  {
    id: text().primaryKey(),
    project: text().notNull(),
    number: integer().notNull(),
    /** The key given by whoever filed it: files nothing twice. */
    key: text().notNull(),
    title: text().notNull(),
    body: text().notNull(),
    /** The body as HTML, and the version of the renderer that made it. Null until a page has shown it. */
    html: text(),
    htmlVersion: integer(),
    labels: text({ mode: 'json' }).$type<string[]>().notNull(),
    assignee: text().notNull().default(''),
    status: text().$type<Status>().notNull(),
    reason: text().$type<Reason>(),
    /** When it came into this state. */
    stateAt: integer().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('local_issues_number').on(t.project, t.number),
    uniqueIndex('local_issues_key').on(t.key),
    index('local_issues_list').on(t.project, t.status, t.number),
  ],
)

/** What is said on them, by people and by us. */
export const localComments = sqliteTable(
  'local_comments',
  {
    id: text().primaryKey(),
    issueId: text().notNull(),
    /** Null for a person's comment. */
    key: text(),
    author: text().notNull(),
    body: text().notNull(),
    html: text(),
    htmlVersion: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('local_comments_key').on(t.key),
    index('local_comments_issue').on(t.issueId, t.createdAt, t.id),
  ],
)

/** The files on them. */
export const localAttachments = sqliteTable(
  'local_attachments',
  {
    id: text().primaryKey(),
    issueId: text().notNull(),
    key: text().notNull(),
    title: text().notNull(),
    /** Bytes of the content, which is kept apart. */
    size: integer().notNull().default(0),
    createdAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('local_attachments_key').on(t.key),
    index('local_attachments_issue').on(t.issueId, t.id),
  ],
)

/** What happened in the embedded tracker, in order; `seq` is the poll's cursor. */
export const localEvents = sqliteTable(
  'local_events',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    project: text().notNull(),
    issueId: text().notNull(),
    kind: text().$type<'issue' | 'comment' | 'comment-deleted'>().notNull(),
    commentId: text(),
    at: integer().notNull(),
  },
  (t) => [index('local_events_project').on(t.project, t.seq)],
)

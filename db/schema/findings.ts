// One file: the tables of findings name each other's columns.

import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Finding, Person, Severity } from '../../src/domain/finding.ts'
import type { Reason, Status } from '../../src/domain/issue.ts'
import type { ScannerReport } from '../../src/domain/lifecycle.ts'
import type { Written } from '../../src/domain/ownership.ts'

// Findings, and what belongs to them. Times are epoch milliseconds. Ids are UUIDv7: they sort by the time they were made.

/** The id mapping: one finding and the one tracker issue it became. */
export const issues = sqliteTable(
  'issues',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    sourceKey: text().notNull(),
    /** The name of the log-in that files it; see `Account`. */
    account: text().notNull(),
    target: text().notNull(),
    /** Counts up when the lifecycle files the finding anew; part of the key the tracker's issue carries. */
    generation: integer().notNull().default(1),
    /** The tracker's immutable id, its visible key and its page; null until filed. */
    remoteId: text(),
    remoteKey: text(),
    remoteUrl: text(),
    remoteAssignee: text().notNull().default(''),
    /** All labels as last seen in the tracker; null before the first look. */
    remoteLabels: text({ mode: 'json' }).$type<string[]>(),
    /** The state as last written to the tracker or read from it; null until filed. */
    remoteStatus: text().$type<Status>(),
    remoteReason: text().$type<Reason>(),
    /** The latest change we know of, by the tracker's clock. */
    seenAt: integer().notNull().default(0),
    /** When we last wrote the state, by our clock, if the tracker did not say its own time of it. */
    wroteAt: integer().notNull().default(0),
    status: text().$type<Status>().notNull(),
    reason: text().$type<Reason>(),
    /** When the status last changed. */
    statusAt: integer().notNull(),
    /** Who last decided the status. */
    decidedBy: text().$type<'scanner' | 'person'>().notNull().default('scanner'),
    /** The scanner's last report that said something new, and when it came. */
    lastReport: text({ mode: 'json' }).$type<ScannerReport>().notNull(),
    lastReportAt: integer().notNull(),
    /** When the tracker said that the issue was deleted: nothing is written to it again. */
    goneAt: integer(),
    /** When the tracker stopped showing the issue (404): nothing is written until it shows again. */
    missingAt: integer(),
    title: text().notNull(),
    /** The body as the scanner sent it. */
    body: text().notNull(),
    /** The labels the scanner asked for. */
    labels: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** All labels we put on the tracker's issue: the only ones we may take off again. */
    ourLabels: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Whom we last assigned, by the tracker's name, empty for no person: the only one we may take off again. */
    ourAssignee: text().notNull().default(''),
    /**
     * Hashes of the fields as we last wrote them: what differs from them is a person's. `leftOut`: what the tracker did not
     * take when the issue was filed. Null for an issue that was filed before hashes were kept.
     */
    written: text({ mode: 'json' }).$type<Written & { readonly leftOut?: readonly string[] }>(),
    severity: text().$type<Severity>(),
    /** The person as the scanner last named them. */
    assignee: text({ mode: 'json' }).$type<Person>().notNull(),
    dueDate: text().notNull().default(''),
    /** The finding's page in its scanner, and file and line, if the body does not say. */
    link: text().notNull().default(''),
    place: text().notNull().default(''),
    project: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    /** Counts decisions. A decision made on an older row is not written. */
    version: integer().notNull().default(0),
  },
  (t) => [
    uniqueIndex('issues_source_key').on(t.source, t.sourceKey),
    index('issues_remote').on(t.account, t.remoteId).where(sql`remote_id is not null`),
  ],
)

/** Comments on an issue, from either side. */
export const comments = sqliteTable(
  'comments',
  {
    /** Also the key a comment of ours carries in the tracker. */
    id: text().primaryKey(),
    issueId: text().notNull(),
    /** `scanner` posted it through us, `person` wrote it in the tracker, `lockstep` explains what it did. */
    origin: text().$type<'scanner' | 'person' | 'lockstep'>().notNull(),
    remoteId: text(),
    author: text({ mode: 'json' }).$type<Person>().notNull(),
    body: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    /** When it was found to be deleted in the tracker; the row stays, so that late news cannot bring it back. */
    deletedAt: integer(),
  },
  (t) => [
    index('comments_issue').on(t.issueId, t.createdAt, t.id),
    uniqueIndex('comments_remote').on(t.issueId, t.remoteId),
  ],
)

/** Files on an issue. Their contents are kept apart, and deleted once the tracker has them. */
export const attachments = sqliteTable(
  'attachments',
  {
    id: text().primaryKey(),
    issueId: text().notNull(),
    title: text().notNull(),
    /** Bytes of the decoded content. */
    size: integer().notNull(),
    remoteId: text(),
    url: text(),
    createdAt: integer().notNull(),
  },
  (t) => [
    index('attachments_issue').on(t.issueId, t.id),
    index('attachments_pending').on(t.id).where(sql`remote_id is null`),
  ],
)

/** One row: the bytes of all files that are kept, those that wait for a tracker and the embedded tracker's own. Triggers keep it up. */
export const fileBytes = sqliteTable('file_bytes', {
  id: integer().primaryKey(),
  bytes: integer().notNull(),
})

/** Contents of files, if the platform has no better place for them: see `Files`. */
export const files = sqliteTable('files', {
  key: text().primaryKey(),
  base64: text().notNull(),
})

/** When a finding was last reported without news and without a message of its own, so that its issue is not rewritten. */
export const sightings = sqliteTable('sightings', {
  issueId: text().primaryKey(),
  at: integer().notNull(),
})

/**
 * The newest report of a finding that has no issue: no route takes it yet, or it was done before it was filed. The second
 * is kept for its time, so that an older report that comes later files nothing.
 */
export const unfiledFindings = sqliteTable(
  'unfiled_findings',
  {
    source: text().notNull(),
    sourceKey: text().notNull(),
    finding: text({ mode: 'json' }).$type<Finding>().notNull(),
    /** The scanner's name. */
    by: text().notNull(),
    /** Whether it is filed as soon as a route takes it. */
    waits: integer({ mode: 'boolean' }).notNull(),
    /** Why it is not filed. */
    reason: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.sourceKey] }),
    index('unfiled_waiting').on(t.source, t.sourceKey).where(sql`waits = 1`),
    index('unfiled_done').on(t.at).where(sql`waits = 0`),
  ],
)

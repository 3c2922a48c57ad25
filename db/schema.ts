import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Person, Severity } from '../src/domain/finding.ts'
import type { Reason, Status } from '../src/domain/issue.ts'
import type { Said } from '../src/domain/lifecycle.ts'

// Times are epoch milliseconds. Ids are UUIDv7: they sort by the time they were made.

/** The id mapping: one finding and the one tracker issue it became. */
export const issues = sqliteTable(
  'issues',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    sourceKey: text().notNull(),
    tracker: text().notNull(),
    target: text().notNull(),
    /** Counts up when the lifecycle files the finding anew; part of the key the tracker's issue carries. */
    generation: integer().notNull().default(1),
    /** The tracker's immutable id, its visible key and its page; null until filed. */
    remoteId: text(),
    remoteKey: text(),
    remoteUrl: text(),
    remoteAssignee: text().notNull().default(''),
    /** All labels as last seen in the tracker; null until it has told. */
    remoteLabels: text({ mode: 'json' }).$type<string[]>(),
    /** The state as last written to the tracker or read from it; null until filed. */
    remoteStatus: text().$type<Status>(),
    remoteReason: text().$type<Reason>(),
    /** The latest change we know of, by the tracker's clock. */
    seenAt: integer().notNull().default(0),
    /** When we last wrote the state, by our clock, where the tracker did not tell its own time of it. */
    wroteAt: integer().notNull().default(0),
    status: text().$type<Status>().notNull(),
    reason: text().$type<Reason>(),
    /** When the status last changed. */
    statusAt: integer().notNull(),
    /** Who last decided the status. */
    decidedBy: text().$type<'scanner' | 'person'>().notNull().default('scanner'),
    /** The scanner's last word, and when it came: a person's change of before that may be told after it. */
    said: text({ mode: 'json' }).$type<Said>().notNull(),
    saidAt: integer().notNull(),
    /** When the issue was found to be gone from the tracker: nothing is written to it any more. */
    goneAt: integer(),
    title: text().notNull(),
    /** The body as the scanner sent it. */
    body: text().notNull(),
    /** The labels the scanner asked for. */
    labels: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** All labels we put on the tracker's issue: the only ones we may take off again. */
    ourLabels: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Whom we last assigned, by the tracker's name, empty for nobody: the only one we may take off again. */
    ourAssignee: text().notNull().default(''),
    severity: text().$type<Severity>(),
    /** The person as the scanner last named them. */
    assignee: text({ mode: 'json' }).$type<Person>().notNull(),
    dueDate: text().notNull().default(''),
    project: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    /** Counts decisions: one that was made on an older row is not written. */
    version: integer().notNull().default(0),
  },
  (t) => [
    uniqueIndex('issues_source_key').on(t.source, t.sourceKey),
    index('issues_remote').on(t.tracker, t.remoteId),
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

/** Files on an issue. Their contents are kept apart, and dropped once the tracker has them. */
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
  (t) => [index('attachments_issue').on(t.issueId, t.id)],
)

/**
 * `read` writes nothing: it asks the tracker how the issue is, in its turn among the issue's writes. `push` tells the
 * scanner what became of the finding.
 */
export type JobKind = 'create' | 'update' | 'comment' | 'attach' | 'read' | 'push'
/** `waiting` for an earlier job of its issue, `ready` from `dueAt` on, `running` under a lease, `parked`, `done`. */
export type JobState = 'waiting' | 'ready' | 'running' | 'parked' | 'done'

/** Writes owed to trackers: the queue. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: text().primaryKey(),
    issueId: text().notNull(),
    account: text().notNull(),
    lane: text().notNull(),
    kind: text().$type<JobKind>().notNull(),
    payload: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** Why the write is owed, for the issue's history. */
    reason: text().notNull(),
    state: text().$type<JobState>().notNull(),
    dueAt: integer().notNull(),
    leaseUntil: integer(),
    /** Names the claim: a worker that lost its lease cannot record anything. */
    leaseToken: text(),
    /** True once a try has begun whose outcome we did not see. */
    uncertain: integer({ mode: 'boolean' }).notNull().default(false),
    /** When the first try began: nothing of ours is older in the tracker. */
    triedAt: integer(),
    /** Failed tries that count towards parking. */
    tries: integer().notNull().default(0),
    /** Why it is parked or being retried, in the tracker's words. */
    error: text(),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (t) => [
    index('jobs_claim').on(t.account, t.state, t.dueAt, t.id),
    index('jobs_issue').on(t.issueId, t.state, t.id),
    index('jobs_lease').on(t.leaseUntil).where(sql`state = 'running'`),
    index('jobs_finished').on(t.finishedAt),
  ],
)

/** One try at a job. */
export const attempts = sqliteTable(
  'attempts',
  {
    id: text().primaryKey(),
    jobId: text().notNull(),
    account: text().notNull(),
    at: integer().notNull(),
    /** How long it took, in milliseconds. */
    took: integer().notNull(),
    /** Requests that wrote; the hourly pace counts them. */
    writes: integer().notNull(),
    outcome: text().notNull(),
    message: text(),
  },
  (t) => [
    index('attempts_pace').on(t.account, t.at),
    index('attempts_job').on(t.jobId, t.at),
    index('attempts_at').on(t.at),
  ],
)

/** One inbound message and what became of it. Headers that prove identity are never stored. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    /** The sender's own id of the message, or a hash of it; null where repeats are recognised otherwise. */
    eventKey: text(),
    issueId: text(),
    headers: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    body: text(),
    outcome: text().notNull(),
    reason: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [
    uniqueIndex('deliveries_event').on(t.source, t.eventKey),
    index('deliveries_issue').on(t.issueId, t.at),
    index('deliveries_at').on(t.at),
  ],
)

/** What is to be fetched from a scanner that only says that there is something. One row for each thing, kept for `seen`. */
export const collections = sqliteTable(
  'collections',
  {
    id: text().primaryKey(),
    source: text().notNull(),
    /** In the source's own notation. */
    what: text().notNull(),
    state: text().$type<'ready' | 'parked' | 'done'>().notNull(),
    /** Where to go on; null at the beginning. */
    page: text(),
    /** The latest change that the pages so far told of, and that of the last time it was fetched whole. */
    latest: text(),
    seen: text(),
    /** It was asked for again meanwhile. */
    again: integer({ mode: 'boolean' }).notNull().default(false),
    dueAt: integer().notNull(),
    leaseUntil: integer(),
    leaseToken: text(),
    tries: integer().notNull().default(0),
    error: text(),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (t) => [
    uniqueIndex('collections_what').on(t.source, t.what),
    index('collections_claim').on(t.state, t.dueAt, t.id),
  ],
)

/** A log-in to a tracker: its pace and whether the log-in works. */
export const accounts = sqliteTable(
  'accounts',
  {
    id: text().primaryKey(),
    /** Nothing is written to a tracker, nor asked of a scanner, before this time. */
    nextWriteAt: integer().notNull().default(0),
    /** Times in a row that the tracker said "too fast". */
    limited: integer().notNull().default(0),
    parkedAt: integer(),
    parkedReason: text(),
    /** The target the log-in was refused for: the one to check it with. */
    parkedTarget: text(),
    nextCheckAt: integer().notNull().default(0),
  },
  (t) => [index('accounts_parked').on(t.nextCheckAt).where(sql`parked_at is not null`)],
)

/** An account in one target: the poll's cursor and whether writing is allowed. */
export const lanes = sqliteTable(
  'lanes',
  {
    id: text().primaryKey(),
    account: text().notNull(),
    target: text().notNull(),
    cursor: text(),
    /** When to ask the tracker again what changed. */
    nextPollAt: integer().notNull().default(0),
    parkedAt: integer(),
    parkedReason: text(),
    nextCheckAt: integer().notNull().default(0),
  },
  (t) => [
    index('lanes_parked').on(t.nextCheckAt).where(sql`parked_at is not null`),
    index('lanes_poll').on(t.nextPollAt),
  ],
)

/** Contents of files, where the platform has no better place for them: see `Files`. */
export const files = sqliteTable('files', {
  key: text().primaryKey(),
  base64: text().notNull(),
})

/** What the installation itself must remember, such as generated secrets. */
export const settings = sqliteTable('settings', {
  key: text().primaryKey(),
  value: text().notNull(),
})

/** Log-ins of administrators. No row holds what a cookie or a token is made of. */
export const sessions = sqliteTable('sessions', {
  /** SHA-256 of the cookie's value. */
  id: text().primaryKey(),
  /** HMAC of the admin token under the cookie's value: the session ends when that token is replaced. */
  proof: text().notNull(),
  expiresAt: integer().notNull(),
})

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

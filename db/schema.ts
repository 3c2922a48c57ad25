import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Finding, Person, Severity } from '../src/domain/finding.ts'
import type { Reason, Status } from '../src/domain/issue.ts'
import type { ScannerReport } from '../src/domain/lifecycle.ts'

// Times are epoch milliseconds. Ids are UUIDv7: they sort by the time they were made.

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
  (t) => [index('attachments_issue').on(t.issueId, t.id)],
)

/**
 * - `waiting`: for `dueAt`, or, if that is null, for an earlier job of its issue.
 * - `ready`: may be claimed now.
 * - `running`: under a lease.
 * - `failed`: refused for good (the dead letter); an operator may redrive it.
 * - `done`.
 */
export type JobState = 'waiting' | 'ready' | 'running' | 'failed' | 'done'

/** All background work: the queue. See src/queue/README.md. */
export const jobs = sqliteTable(
  'jobs',
  {
    /** A UUIDv7, or a fixed name such as `poll:github:acme/app` for work that exists once. */
    id: text().primaryKey(),
    /** Names a file in src/jobs. */
    kind: text().notNull(),
    account: text().notNull(),
    /** Null for work that a pause does not stop, such as the check that ends it. */
    destination: text(),
    issueId: text(),
    /** Checked by the kind's schema when the job runs. */
    payload: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
    /** Why the job exists, for the issue's history. */
    reason: text().notNull(),
    /** The request that caused it, for the log and the timeline. */
    requestId: text(),
    state: text().$type<JobState>().notNull(),
    /** Whether the account's pace and concurrency apply: it writes, or belongs among an issue's writes. */
    paced: integer({ mode: 'boolean' }).notNull(),
    /** 0 for critical. */
    priority: integer().notNull().default(0),
    /** The order within a destination: the creation time plus a delay by severity, so that old jobs win in the end. */
    rank: integer().notNull(),
    dueAt: integer(),
    leaseUntil: integer(),
    /** Optimistic lock: a worker that lost its lease records nothing. */
    version: integer().notNull().default(0),
    /** True once an attempt has begun whose outcome we did not see. */
    outcomeUnknown: integer({ mode: 'boolean' }).notNull().default(false),
    /** When the first attempt began: nothing of ours in the tracker is older. */
    firstAttemptAt: integer(),
    /** Failed attempts that count towards giving up. */
    tries: integer().notNull().default(0),
    /** Attempts whose process died or whose lease ran out. */
    lostLeases: integer().notNull().default(0),
    /** Since when every attempt has failed; null after a success. */
    failingSince: integer(),
    /** Why it failed or is being retried, in the tracker's words. */
    error: text(),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (t) => [
    index('jobs_ready').on(t.account, t.destination, t.rank, t.id).where(sql`state = 'ready'`),
    index('jobs_waiting').on(t.account, t.paced, t.dueAt).where(sql`state = 'waiting'`),
    index('jobs_running').on(t.account, t.leaseUntil).where(sql`state = 'running'`),
    index('jobs_failed').on(t.account, t.id).where(sql`state = 'failed'`),
    index('jobs_issue').on(t.issueId, t.id).where(sql`issue_id is not null`),
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
    /** Requests that wrote. */
    writes: integer().notNull(),
    outcome: text().notNull(),
    message: text(),
  },
  (t) => [index('attempts_job').on(t.jobId, t.id)],
)

/** Every inbound message, also refused ones. Headers that prove identity are never stored. */
export const inbox = sqliteTable(
  'inbox',
  {
    id: text().primaryKey(),
    /** Who sent it: `kondukto`, a scanner, or a tracker's account. */
    source: text().notNull(),
    /** The sender's own id of the message; null if there is none. */
    eventKey: text(),
    /** The issue it was about, if it was about one. */
    issueId: text(),
    requestId: text(),
    headers: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    /** As sent; null if it was too long to keep, refused, or said nothing new. */
    body: text(),
    /** `accepted`, `ignored` (nothing followed), or `refused`. */
    outcome: text().$type<'accepted' | 'ignored' | 'refused'>().notNull(),
    reason: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [
    // A message that led to nothing may come again with effect.
    uniqueIndex('inbox_event')
      .on(t.source, t.eventKey)
      .where(sql`event_key is not null and outcome <> 'ignored'`),
    index('inbox_issue').on(t.issueId, t.at).where(sql`issue_id is not null`),
  ],
)

/** What happened to an issue and why. */
export const history = sqliteTable(
  'history',
  {
    issueId: text().notNull(),
    id: text().notNull(),
    /** Who caused it: a scanner, a tracker's account, or `lockstep`. */
    source: text().notNull(),
    reason: text().notNull(),
    requestId: text(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.id] })],
)

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

/** A named log-in to a tracker or a scanner: its pace, and whether the log-in works. */
export const accounts = sqliteTable(
  'accounts',
  {
    id: text().primaryKey(),
    /** No paced job starts before this time. */
    nextWriteAt: integer().notNull().default(0),
    /** Times in a row that the tracker said "too fast". */
    limited: integer().notNull().default(0),
    /** Requests that wrote in the last hour, by minute since 1970. */
    recentWrites: text({ mode: 'json' }).$type<Record<string, number>>().notNull().default({}),
    /** Counts paced attempts, and the destination of the last: destinations take turns. */
    turns: integer().notNull().default(0),
    lastDestination: text().notNull().default(''),
    pausedAt: integer(),
    pausedReason: text(),
  },
  (t) => [index('accounts_paused').on(t.id).where(sql`paused_at is not null`)],
)

/** An account in one target: how far its changes were read, and whether we may write there. */
export const destinations = sqliteTable(
  'destinations',
  {
    id: text().primaryKey(),
    account: text().notNull(),
    target: text().notNull(),
    /** The poll's cursor. Nothing is written before there is one, so that no change is missed. */
    cursor: text(),
    pausedAt: integer(),
    pausedReason: text(),
  },
  (t) => [index('destinations_paused').on(t.id).where(sql`paused_at is not null`)],
)

/** Contents of files, if the platform has no better place for them: see `Files`. */
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

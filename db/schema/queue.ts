// One file: the tables of the queue name each other's columns.

import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

// Background work, and the log-ins and places it is done at.

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
    /** How long the attempt that did it took, in milliseconds, and its requests that wrote: it needs no row of its own. */
    took: integer(),
    writes: integer(),
    /** An optional part that was refused, in the tracker's words. */
    note: text(),
  },
  (t) => [
    index('jobs_ready').on(t.account, t.destination, t.rank, t.id).where(sql`state = 'ready'`),
    index('jobs_waiting').on(t.account, t.paced, t.dueAt).where(sql`state = 'waiting'`),
    index('jobs_running').on(t.account, t.leaseUntil).where(sql`state = 'running'`),
    index('jobs_failed').on(t.account, t.id).where(sql`state = 'failed'`),
    index('jobs_issue').on(t.issueId, t.id).where(sql`issue_id is not null`),
  ],
)

/** A try at a job. The one that did an issue's job is kept in the job's own row. */
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

/** A named log-in to a tracker or a scanner: its pace, and whether the log-in works. */
export const accounts = sqliteTable(
  'accounts',
  {
    id: text().primaryKey(),
    /** No paced job starts before this time. */
    nextWriteAt: integer().notNull().default(0),
    /** Before this time only urgent jobs start: what is left of the hour is kept for them. See db/tables/queue/pace.ts. */
    urgentUntil: integer().notNull().default(0),
    /** Times in a row that the tracker said "too fast". */
    limited: integer().notNull().default(0),
    /** Requests that wrote in the last hour, by minute since 1970, and as `total`. */
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

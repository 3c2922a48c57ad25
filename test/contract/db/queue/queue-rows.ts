import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { jobs } from '../../../../db/schema/index.ts'
import type { Db, Statement } from '../../../../db/store.ts'
import { type Issue, insertIssue } from '../../../../db/tables/issues.ts'
import {
  claimDue,
  claimPaced,
  type PacedClaim,
  type Taken,
  writeAndClaimPaced,
} from '../../../../db/tables/queue/claims.ts'
import {
  destinationId,
  ensureDestination,
  moveCursor,
} from '../../../../db/tables/queue/destinations.ts'
import { endClaim, type JobChange } from '../../../../db/tables/queue/end-claim.ts'
import {
  insertFirstJob,
  insertIssueJob,
  type NewIssueJob,
  releaseAfter,
} from '../../../../db/tables/queue/issue-jobs.ts'
import { type Job, listJobs } from '../../../../db/tables/queue/jobs.ts'
import { insertNamedJob, type NewNamedJob } from '../../../../db/tables/queue/named-jobs.ts'
import type { Open } from '../index.ts'
import { account, destination, makeIssue, now, storeIssue, target } from '../rows.ts'

/** Opens a store with the usual destination, and fills its queue. What a test does not say is as usual. */
export async function openQueue(open: Open): Promise<Queue> {
  const queue = queueOf(await open())
  await queue.addDestination(target)
  return queue
}

const usualClaim: PacedClaim = { account, perDestination: 9, perAccount: 9, everyMs: 0, now }

export type Queue = ReturnType<typeof queueOf>

function queueOf(db: Db) {
  return {
    db,
    addDestination,
    addIssue,
    addJob,
    addNamed,
    take,
    writeAndTake,
    claim,
    claimUnpaced,
    end,
    finish,
    patch,
    statesOf,
  }

  /** A destination whose changes were read once, so that it may be written to. */
  async function addDestination(target: string, cursor = 'read', of = account): Promise<string> {
    const id = destinationId(of, target)
    await db.atomic([...ensureDestination(db, of, target, now), moveCursor(db, id, cursor)])
    return id
  }

  async function addIssue(issue: Parameters<typeof makeIssue>[0] = {}) {
    const made = makeIssue(issue)
    await db.atomic([storeIssue(db, made)])
    return made
  }

  /** Adds a job, of an issue of its own if none is given. Returns its id. */
  async function addJob(job: Partial<NewIssueJob> = {}, insert = insertIssueJob): Promise<string> {
    const id = job.id ?? uuidv7()
    const issueId = job.issueId ?? (await addIssue()).id
    const usual = { kind: 'update', account, destination, payload: {}, reason: 'test', now }
    const urgency = { priority: 2, rank: now }
    const row = { ...usual, ...urgency, requestId: null, ...job, id, issueId }
    await db.atomic([insert(row)])
    return id
  }

  async function addNamed(job: Partial<NewNamedJob> = {}, ifOpen: object | null = null) {
    const usual = { id: 'fetch:appscan:scan', kind: 'fetch', account, destination }
    const rest = { payload: {}, reason: 'test', paced: true, dueAt: now, now }
    await db.atomic([insertNamedJob(db, { ...usual, ...rest, ...job }, ifOpen)])
  }

  function take(claim: Partial<PacedClaim> = {}): Promise<Taken | null> {
    return claimPaced(db, { ...usualClaim, ...claim })
  }

  /** Stores an issue with its job, and takes a job in the same call; `also` is written with them. */
  async function writeAndTake(issue: Issue, also: Statement[] = []): Promise<Taken | null> {
    const job = { id: uuidv7(), issueId: issue.id, kind: 'create', payload: {}, requestId: null }
    const rest = { account, destination, reason: 'test', priority: 2, rank: now, now }
    const statements = [insertIssue(db, issue), insertFirstJob({ ...job, ...rest }), ...also]
    return writeAndClaimPaced(db, { issue, statements, claim: usualClaim })
  }

  async function claim(claim: Partial<PacedClaim> = {}): Promise<Job | null> {
    return (await take(claim))?.job ?? null
  }

  function claimUnpaced(claim: { most?: number; now?: number } = {}): Promise<Job | null> {
    return claimDue(db, { account, most: 9, now, ...claim })
  }

  async function end(job: Job | null, change: JobChange, also: Statement[] = []): Promise<void> {
    if (!job) throw new Error('nothing was claimed')
    await db.atomic([endClaim(db, job, change), ...also])
  }

  /** As the runner ends a job of an issue that is done, or failed for good. */
  function finish(job: Job | null, state: 'done' | 'failed' = 'done', notBefore = 0) {
    const next = job?.issueId ? [releaseAfter(job.issueId, job.id, notBefore)] : []
    return end(job, { state }, next)
  }

  /** Sets columns of a job as no function of the store would. */
  async function patch(id: string, change: Partial<Job>): Promise<void> {
    if (Object.keys(change).length > 0)
      await db.query.update(jobs).set(change).where(eq(jobs.id, id))
  }

  async function statesOf(issueId: string): Promise<string[]> {
    return (await listJobs(db, issueId)).map(({ state }) => state)
  }
}

import { type Issue, updateIssue } from '../../db/tables/issues.ts'
import type { Job } from '../../db/tables/queue/jobs.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import type { Account, Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import type { IssueEvent } from '../domain/events.ts'
import type { Result } from '../queue/kind.ts'
import { eventWrites } from './apply-events.ts'
import { applyGone } from './apply-move.ts'
import { readEvents } from './read-issue.ts'
import { withHistory } from './with-history.ts'

/** How long to wait before a missing issue is asked for again, in milliseconds: as long as it has been missing, within these. */
const soonestMs = 10 * 60_000
const latestMs = 24 * 3_600_000

interface Search {
  readonly deps: Deps
  readonly account: Account
  readonly issue: Issue
  readonly job: Job
  readonly signal: AbortSignal
}

/**
 * Finds out why the tracker did not find an issue. It was moved: the job runs again there. It was deleted: nothing is
 * written to it again. It is hidden: the job waits until it shows, asking ever more rarely. It is there: the job tries once
 * more, as it may have shown just now; then something else is missing, and it throws `error`. Throws TrackerError `forbidden`
 * if the target itself cannot be reached.
 */
export async function afterMissing(search: Search, error: TrackerError): Promise<Result> {
  const { deps, account, issue, job, signal } = search
  if (!issue.remoteId) throw error
  const found = await look(search)
  if (found instanceof TrackerError) {
    await account.connector.check(issue.target, signal).catch(asForbidden)
    if (found.deleted || job.payload.deletion)
      return { record: applyGone(deps, issue, 'it was deleted in the tracker').statements }
    return hidden(search)
  }
  if (!isElsewhere(issue, found)) throw job.error === error.message ? error : asPassing(error)
  // What people did there before we knew of it is in no poll to come.
  const events = await readEvents(deps, account, issue, signal)
  return {
    record: () => eventWrites(deps, account.id, events, { trusted: true }),
    again: { dueAt: deps.now() },
  }
}

/** The issue as the tracker has it now, or why it is not found. */
async function look({ account, issue, signal }: Search): Promise<IssueEvent | TrackerError> {
  return account.connector.read(remoteRef(issue), signal).catch((error) => {
    if (error instanceof TrackerError && error.kind === 'missing') return error
    throw error
  })
}

function hidden({ deps, issue }: Search): Result {
  const now = deps.now()
  const since = issue.missingAt ?? now
  const wait = Math.min(Math.max(now - since, soonestMs), latestMs)
  const again = { dueAt: now + wait }
  if (issue.missingAt !== null) return { again }
  const why =
    'the tracker does not show it: it is hidden or deleted. Lockstep looks again ever more rarely'
  const { statements } = withHistory(deps, issue, why, [
    updateIssue(deps.db, issue.id, { missingAt: now }),
  ])
  return { record: statements, again }
}

function asPassing(error: TrackerError): TrackerError {
  return new TrackerError('unavailable', error.message, { cause: error })
}

function asForbidden(error: unknown): never {
  if (error instanceof TrackerError && error.kind === 'missing')
    throw new TrackerError('forbidden', error.message, { cause: error })
  throw error
}

function isElsewhere(issue: Issue, { issue: { id, key } }: IssueEvent): boolean {
  return id !== issue.remoteId || key !== issue.remoteKey
}

import type { Issue } from '../../db/tables/issues.ts'
import { updateIssue } from '../../db/tables/issues.ts'
import type { Account, Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import { afterMissing } from '../mirror/missing-issue.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import type { Attempt, Result } from '../queue/kind.ts'

/** What a job about an issue works with. */
export interface IssueAttempt<P> extends Attempt<P> {
  readonly deps: Deps
  readonly issue: Issue
  readonly account: Account
}

/**
 * Makes the `run` of a job about an issue. Does nothing for an issue that is gone. Translates two refusals that are not
 * what they seem: an issue that is not found may have moved or be hidden, and a 403 may be about this job alone.
 */
export function onIssue<P>(work: (attempt: IssueAttempt<P>) => Promise<Result>) {
  return async function run(deps: Deps, attempt: Attempt<P>): Promise<Result> {
    const { issue } = attempt
    const account = deps.accounts.get(attempt.job.account)
    if (!issue || !account || issue.goneAt !== null) return {}
    const all = { ...attempt, deps, issue, account }
    try {
      const result = await work(all)
      return issue.missingAt === null ? result : shownAgain(all, result)
    } catch (error) {
      if (!(error instanceof TrackerError)) throw error
      // What is not filed yet cannot be missing: its target is.
      const isTarget = error.kind === 'missing' && issue.remoteId === null
      if (error.kind === 'missing' && !isTarget) return afterMissing(all, error)
      if (isTarget || (error.kind === 'forbidden' && error.scope !== 'issue'))
        throw await confirmed(all, error)
      throw error
    }
  }
}

/** The issue was hidden, and polls have passed what changed meanwhile: it is read, unless this job did so. */
function shownAgain<P>({ deps, issue, job }: IssueAttempt<P>, result: Result): Result {
  if (job.kind === 'refresh') return result
  const { record = [] } = result
  return {
    ...result,
    record: async () => [
      ...(typeof record === 'function' ? await record() : record),
      updateIssue(deps.db, issue.id, { missingAt: null }),
      enqueueRefresh(deps, issue, 'it was hidden for a while'),
    ],
  }
}

/**
 * A 403 pauses the destination only if the check fails too. If it passes, the permission may be back just now, or the refusal
 * is about this job alone.
 */
async function confirmed<P>(
  { account, issue, signal }: IssueAttempt<P>,
  error: TrackerError,
): Promise<TrackerError> {
  try {
    await account.connector.check(issue.target, signal)
    return new TrackerError('rejected', error.message, { cause: error, mayBeOver: true })
  } catch (refusal) {
    if (!(refusal instanceof TrackerError)) throw refusal
    if (refusal.kind === 'missing') return new TrackerError('forbidden', refusal.message)
    return refusal
  }
}

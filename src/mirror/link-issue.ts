import { retryConflicts } from '../../db/conflict.ts'
import { findIssue, guardIssue, type Issue, updateIssue } from '../../db/tables/issues.ts'
import { destinationId, ensureDestination } from '../../db/tables/queue/destinations.ts'
import { dropCreate, moveJobs, releaseNext } from '../../db/tables/queue/issue-jobs.ts'
import { openJobs } from '../../db/tables/queue/jobs.ts'
import type { Account, Deps } from '../deps.ts'
import { HttpError, TrackerError } from '../domain/errors.ts'
import type { IssueEvent } from '../domain/events.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { withHistory } from './with-history.ts'

const callMs = 10_000

/**
 * Pairs a finding with an issue that is in a tracker already, named by its page's address: it is no longer filed, and the
 * issue's state and comments are mirrored. Several findings may share an issue. Throws HttpError.
 */
export async function linkIssue(deps: Deps, id: string, url: string): Promise<Issue> {
  const known = await findIssue(deps.db, id)
  if (!known) throw new HttpError(404, 'there is no such issue')
  const found = await findByUrl(deps, url, known.account)
  if (!found) throw new HttpError(422, 'url: no tracker that is set up has such an issue')
  await retryConflicts(() => link(deps, id, found))
  deps.wake()
  return (await findIssue(deps.db, id)) ?? known
}

async function link(deps: Deps, id: string, { account, event }: Found): Promise<void> {
  const { db, now } = deps
  const issue = await findIssue(db, id)
  if (!issue) throw new HttpError(404, 'there is no such issue')
  const open = await openJobs(db, [id])
  const isBeingFiled = open.some(
    ({ kind, state, outcomeUnknown }) =>
      kind === 'create' && (state === 'running' || outcomeUnknown),
  )
  if (isBeingFiled)
    throw new HttpError(409, 'The issue is being filed right now. Try again in a minute.')
  const { target, id: remoteId, key: remoteKey } = event.issue
  const { state, url: remoteUrl, at: seenAt } = event
  const place = { account: account.id, target, remoteId, remoteKey, remoteUrl, seenAt }
  const remote = {
    remoteStatus: state.status,
    remoteReason: state.reason,
    wroteAt: 0,
    goneAt: null,
    missingAt: null,
    ourAssignee: '',
    written: null,
  }
  const decided = { ...state, decidedBy: 'person', statusAt: now() } as const
  const linked: Issue = { ...issue, ...place, ...remote, ...decided }
  const { statements } = withHistory(deps, linked, `linked to ${remoteUrl}`, [
    ...ensureDestination(db, account.id, target, now()),
    updateIssue(db, id, { ...place, ...remote, ...decided, updatedAt: now() }),
    dropCreate(id, 'linked to an existing issue', now()),
    moveJobs(id, issue.account, {
      account: account.id,
      destination: destinationId(account.id, target),
    }),
    releaseNext(id, account.id),
    enqueueRefresh(deps, linked, 'linked'),
  ])
  await db.atomic([guardIssue(db, issue), ...statements])
}

interface Found {
  readonly account: Account
  readonly event: IssueEvent
}

/**
 * Asks the account that files the finding first, then the others: two may log in to the same tracker, and one of them may
 * not see the issue. Throws the first refusal if no account finds it.
 */
async function findByUrl(deps: Deps, url: string, first: string): Promise<Found | null> {
  const refusals: unknown[] = []
  for (const account of byFirst([...deps.accounts.values()], first)) {
    try {
      const event = await account.connector.find(url, AbortSignal.timeout(callMs))
      if (event) return { account, event }
    } catch (error) {
      refusals.push(error)
    }
  }
  return refusals.length > 0 ? refuse(refusals[0]) : null
}

function byFirst(accounts: readonly Account[], first: string): readonly Account[] {
  return accounts.toSorted((a, b) => Number(b.id === first) - Number(a.id === first))
}

function refuse(error: unknown): never {
  if (!(error instanceof TrackerError)) throw error
  if (error.kind === 'missing' || error.kind === 'rejected')
    throw new HttpError(422, `url: ${error.message}`)
  throw new HttpError(502, error.message)
}

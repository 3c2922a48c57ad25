import { findAccount } from '../../../db/tables/queue/accounts.ts'
import { findDestination } from '../../../db/tables/queue/destinations.ts'
import { heldReason, release } from '../../../db/tables/queue/hold.ts'
import type { Account, Deps } from '../../deps.ts'
import { HttpError, TrackerError } from '../../domain/errors.ts'
import { newId } from '../../platform/new-id.ts'

const callMs = 10_000
/** Calls of a check, and of a test issue that is filed and closed. */
const mostCalls = 20

/** An account, or one of its destinations. */
export interface Place {
  readonly account: string
  readonly destination: string | null
}

/** What was found: a sentence, and whether it is good news. */
export interface Finding {
  readonly ok: boolean
  readonly message: string
  /** The test issue's page. */
  readonly url?: string
}

/** Asks the tracker or scanner whether the log-in works here; ends a pause that it does not confirm. */
export async function checkNow(deps: Deps, { account, destination }: Place): Promise<Finding> {
  const target = await targetOf(deps, { account, destination })
  const finding = await withBudget(deps, () => tryOut(deps, account, target))
  if (finding.ok && !(await isHeld(deps, { account, destination }))) {
    await deps.db.atomic(release(deps.db, { account, destination }, deps.now()))
    deps.wake(account)
  }
  return finding
}

async function tryOut(
  { accounts, sources }: Deps,
  account: string,
  target: string,
): Promise<Finding> {
  const signal = AbortSignal.timeout(callMs)
  const tracker = accounts.get(account)
  const scanner = sources.get(account)
  if (!tracker && !scanner) throw new HttpError(404, `${account} is not set up.`)
  if (tracker && !target)
    return {
      ok: false,
      message: 'No destination is known yet. One appears with the first finding.',
    }
  const name = tracker ? `${tracker.name}: ${target}` : scanner?.name
  try {
    await tracker?.connector.check(target, signal)
    await scanner?.source.check?.(signal)
    return { ok: true, message: `${name} accepts the log-in.` }
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    return { ok: false, message: `${name}: ${error.message}` }
  }
}

/** Files an issue that says that it is a test, and closes it: what a finding needs is all tried. */
export async function sendTestIssue(deps: Deps, place: Place): Promise<Finding> {
  const account = deps.accounts.get(place.account)
  const target = await targetOf(deps, place)
  if (!account || !target) throw new HttpError(404, 'There is no such destination.')
  return withBudget(deps, () => fileAndClose(deps, account, target))
}

async function fileAndClose(deps: Deps, account: Account, target: string): Promise<Finding> {
  const signal = AbortSignal.timeout(callMs)
  const key = newId()
  const options = { priorities: {}, resolutions: deps.config.resolutions }
  try {
    const issue = await account.connector.create(
      target,
      {
        ...{ key, uncertain: false, since: deps.now(), title: 'Test issue of Lockstep' },
        body: 'Lockstep files issues here. This one is a test: it needs no work and is closed at once.',
        ...{ footer: '', labels: [], severity: null, assignee: null, dueDate: '', options },
      },
      signal,
    )
    const state = { status: 'closed', reason: 'completed' } as const
    await account.connector.update(issue, { key, state, options }, signal)
    return {
      ok: true,
      message: `${account.name} took a test issue in ${target}, and it is closed again.`,
      url: issue.url,
    }
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    return {
      ok: false,
      message: `${account.name} refused the test issue in ${target}: ${error.message}`,
    }
  }
}

/** The target to try: of the destination, or any that the routes name for the account. */
async function targetOf({ db, config }: Deps, { account, destination }: Place): Promise<string> {
  if (destination) return (await findDestination(db, destination))?.target ?? ''
  const route = config.routes.find(({ to }) => to.account === account && !to.target.includes('{'))
  return route?.to.target ?? ''
}

async function isHeld({ db }: Deps, { account, destination }: Place): Promise<boolean> {
  const row = destination ? await findDestination(db, destination) : await findAccount(db, account)
  return row?.pausedReason === heldReason
}

async function withBudget<T>({ budget }: Deps, work: () => Promise<T>): Promise<T> {
  const end = budget.begin(mostCalls)
  if (!end) throw new HttpError(503, 'Too many calls in this request. Try again.')
  return work().finally(end)
}

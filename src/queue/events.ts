import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Dues } from '../../db/tables/queue/dues.ts'
import type { Deps } from '../deps.ts'
import { dueBy, firstDue } from './due.ts'
import type { Runner } from './run.ts'

/** Calls of an event besides those of its jobs. */
const eventCalls = 4

/**
 * The queue of a runtime that is called by events. `tick` and `deliver` return when to be called again at the latest, in epoch
 * milliseconds.
 */
export interface Events {
  /**
   * Does everything that is due and fits into the budget. May be called at any time, and by several processes at once.
   * With `accounts`, only theirs. `isMessage` is for one event of many at the same time: if it starts nothing, it need not be
   * followed by another, as the event that does the work is.
   */
  tick(accounts?: readonly string[], isMessage?: boolean): Promise<number>
  /** Does what was enqueued for these accounts a moment ago: nothing else is looked after before it. */
  deliver(accounts: readonly string[]): Promise<number>
  /** Writes a new issue with its job, and begins in the same call what `deliver` then does. Throws what `atomic` throws. */
  writeAndClaim(issue: Issue, statements: readonly Statement[]): Promise<void>
}

/** What an event does besides jobs. */
export interface EventOptions {
  /** Written at the first tick for all accounts. */
  readonly recurring: () => readonly Statement[]
  /** Whether a clock calls `tick` often enough for polls and checks. */
  readonly hasClock: boolean
}

/** An account with due work; its unpaced jobs are looked at only if `unpaced` is set. */
type Due = Pick<Dues, 'id' | 'unpaced'>

/** What an event has done so far. */
interface Pass {
  /** Accounts whose unpaced jobs were looked at. */
  readonly looked: Set<string>
  /** Attempts. */
  started: number
}

/** Serves events. */
export function createEvents(
  deps: Deps,
  runner: Runner,
  { recurring, hasClock }: EventOptions,
): Events {
  const { db, now, budget, config } = deps
  let isPrepared = false
  return {
    async tick(named, isMessage = false) {
      if (await db.isBehind()) return now() + config.pollMs
      const end = budget.begin(eventCalls)
      if (!end) return now()
      const isFirst = !isPrepared && !named
      await runner.prepare(named ?? runner.accounts, isFirst ? recurring() : [])
      isPrepared ||= isFirst
      const due = named ? named.map(pacedOnly) : await dueNow()
      end()
      const pass: Pass = { looked: new Set(), started: 0 }
      const next = await work(due, named ?? runner.accounts, pass)
      return isMessage && pass.started === 0 && next > now() ? Infinity : next
    },
    async deliver(accounts) {
      if (await db.isBehind()) return now() + config.pollMs
      return work(accounts.map(pacedOnly), accounts, { looked: new Set(), started: 0 })
    },
    writeAndClaim: runner.writeAndClaim,
  }

  async function dueNow(): Promise<Due[]> {
    const dues = await runner.dues({ accounts: runner.accounts, unpacedUntil: now })
    return dues.map((due) => dueBy(due, now())).filter(isAny)
  }

  /** Does due work, then any that is due by then: unpaced work, and what those jobs made ready. */
  async function work(due: readonly Due[], all: readonly string[], pass: Pass): Promise<number> {
    // A clock calls in time for polls and checks.
    const asked = { accounts: all, ...(hasClock && { unpacedUntil: now }) }
    runner.expect(asked)
    const started = await Promise.all(
      due.map(async ({ id, unpaced }) => [id, await runner.drain(id, unpaced === null)] as const),
    )
    for (const [, count] of started) pass.started += count
    const busy = new Set(started.flatMap(([id, count]) => (count > 0 ? id : [])))
    const end = budget.begin(eventCalls)
    if (!end) return now()
    const dues = await runner.dues(asked)
    for (const { id, unpaced } of due) if (unpaced !== null) pass.looked.add(id)
    const late = dues
      .map((due) => dueBy(due, now()))
      .map(({ id, paced, unpaced }) => ({
        id,
        paced: busy.has(id) ? paced : null,
        unpaced: pass.looked.has(id) ? null : unpaced,
      }))
      .filter(isAny)
    if (late.length === 0) return firstDue(dues, now())
    end()
    return work(late, all, pass)
  }
}

function isAny({ paced, unpaced }: Dues): boolean {
  return paced !== null || unpaced !== null
}

function pacedOnly(id: string): Due {
  return { id, unpaced: null }
}

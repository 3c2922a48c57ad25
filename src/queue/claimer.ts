import { claimDue, claimPaced, type Taken } from '../../db/tables/queue/claims.ts'
import type { Deps } from '../deps.ts'
import { runOnce } from '../platform/run-once.ts'
import { createYielder } from '../platform/yield.ts'
import { type QueueAccount, spareSlots, writeEveryMs } from './accounts.ts'
import { attemptJob } from './attempt/attempt.ts'
import { type Kinds, mostCalls } from './kind.ts'
import type { Write } from './records.ts'

/** Unpaced jobs (polls, checks) of an account that may run at a time: a hung one leaves the others their turn. */
const unpacedSlots = 4
/** Calls to the store that the runner makes for an attempt: claim, record, and the account after a limit. */
const runnerCalls = 3

/** Claims and runs the paced, or the unpaced, jobs of one account. */
export interface Claimer {
  /**
   * Claims and starts jobs until none can be claimed or all slots are taken. Does not wait for the attempts. Returns how
   * many it started.
   */
  claim(): Promise<number>
  /** Whether nothing else was ready when the last job was claimed. What has ended since may have made something ready. */
  isDry(): boolean
  /** The attempts under way. None of them rejects. */
  readonly running: ReadonlySet<Promise<void>>
  /** Claims nothing from now on. */
  stop(): void
}

/** What a claimer is for, and what it shares with others. */
export interface ClaimerOptions {
  readonly account: QueueAccount
  readonly paced: boolean
  /** Lets one claimer claim at a time: a claim reserves calls of the budget before it knows whether there is a job. */
  readonly gate: <T>(work: () => Promise<T>) => Promise<T>
  /** Returns what writes the record of an attempt that begins. */
  readonly begin: () => Write
  /** Called whenever an attempt has ended. */
  readonly onEnd: () => void
}

/** Opens a claimer. */
export function openClaimer(
  deps: Deps,
  kinds: Kinds,
  { account, paced, gate, begin, onEnd }: ClaimerOptions,
): Claimer {
  const slots = paced ? account.perDestination + spareSlots : unpacedSlots
  const most = mostCalls(kinds, account.type, paced)
  const claimNext = paced ? () => nextPaced(deps, account, slots) : () => nextDue(deps, account)
  const running = new Set<Promise<void>>()
  const yieldNow = createYielder()
  const everyMs = paced ? writeEveryMs(account) : 0
  let notBefore = 0
  let isDry = false
  let stopping = false
  return {
    running,
    claim: runOnce(claimAll),
    isDry: () => isDry,
    stop() {
      stopping = true
    },
  }

  async function claimAll(): Promise<number> {
    isDry = false
    for (let started = 0; ; started += 1) {
      if (stopping || isDry || isFull() || !(await gate(startNext))) return started
      await yieldNow()
    }
  }

  /** As the claim itself would find, without asking the store. */
  function isFull(): boolean {
    return running.size >= slots || (running.size > 0 && deps.now() < notBefore)
  }

  async function startNext(): Promise<boolean> {
    const end = deps.budget.begin(runnerCalls + most)
    if (!end) return false
    const taken = await claimNext().finally(end)
    if (!taken) return false
    isDry = !taken.hasMore
    const { job } = taken
    // Less than what was just given back, so it is there.
    const calls = runnerCalls + (kinds.get(job.kind)?.maxCalls ?? 0)
    start(taken, deps.budget.begin(calls) ?? (() => {}))
    return true
  }

  function start(taken: Taken, end: () => void): void {
    notBefore = deps.now() + everyMs
    const { job, issue } = taken
    const claimed = { job, issue, account, write: begin() }
    const run: Promise<void> = attemptJob(deps, kinds, claimed).finally(() => {
      end()
      running.delete(run)
      onEnd()
    })
    running.add(run)
  }
}

function nextPaced(deps: Deps, account: QueueAccount, perAccount: number): Promise<Taken | null> {
  const { id, perDestination } = account
  const everyMs = writeEveryMs(account)
  return claimPaced(deps.db, { account: id, perDestination, perAccount, everyMs, now: deps.now() })
}

async function nextDue(deps: Deps, { id }: QueueAccount): Promise<Taken | null> {
  const job = await claimDue(deps.db, { account: id, most: unpacedSlots, now: deps.now() })
  return job && { job, issue: null, hasMore: true }
}

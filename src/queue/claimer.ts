import type { Taken } from '../../db/tables/queue/claims.ts'
import type { Deps } from '../deps.ts'
import { runOnce } from '../platform/run-once.ts'
import { createYielder } from '../platform/yield.ts'
import { type QueueAccount, writeEveryMs } from './accounts.ts'
import { attemptJob } from './attempt/attempt.ts'
import { claimNextPaced, claimNextUnpaced, pacedSlots, unpacedSlots } from './claims.ts'
import { type Kinds, mostCalls } from './kind.ts'
import type { Write } from './records.ts'

/** Calls to the store that the runner makes for an attempt: claim, record, and the account after a limit. */
const runnerCalls = 3

/** Claims and runs the paced, or the unpaced, jobs of one account. */
export interface Claimer {
  /**
   * Claims and starts jobs until none can be claimed or all slots are taken. Does not wait for the attempts. Returns how
   * many it started.
   */
  claim(): Promise<number>
  /**
   * Has `claim` claim a job, and starts it; if there is no other, the next `claim()` need not look. Returns false, and does not
   * call `claim`, if none may start now. Throws what `claim` throws.
   */
  claimBy(claim: () => Promise<Taken | null>): Promise<boolean>
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
  const slots = paced ? pacedSlots(account) : unpacedSlots
  const most = mostCalls(kinds, account.type, paced)
  const claimNext = paced
    ? () => claimNextPaced(deps, account)
    : () => claimNextUnpaced(deps, account)
  const running = new Set<Promise<void>>()
  const yieldNow = createYielder()
  const everyMs = paced ? writeEveryMs(account) : 0
  let notBefore = 0
  let isDry = false
  // Whether `claimBy` left no other job a moment ago.
  let hasLooked = false
  let stopping = false
  return {
    running,
    claim: runOnce(claimAll),
    async claimBy(claim) {
      const taken = await gate(() => startBy(claim))
      hasLooked = taken !== undefined && !taken?.hasMore
      return taken !== undefined
    },
    isDry: () => isDry,
    stop() {
      stopping = true
    },
  }

  async function claimAll(): Promise<number> {
    if (hasLooked) {
      hasLooked = false
      return 0
    }
    isDry = false
    for (let started = 0; ; started += 1) {
      if (isDry || !(await gate(() => startBy(claimNext)))) return started
      await yieldNow()
    }
  }

  /** Returns the job, or null if there is none; undefined, and does not call `claim`, if none may start now. */
  async function startBy(claim: () => Promise<Taken | null>): Promise<Taken | null | undefined> {
    const end = stopping || isFull() ? null : deps.budget.begin(runnerCalls + most)
    if (!end) return undefined
    const taken = await claim().finally(end)
    if (taken) start(taken)
    return taken
  }

  /** As the claim itself would find, without asking the store. */
  function isFull(): boolean {
    return running.size >= slots || (running.size > 0 && deps.now() < notBefore)
  }

  function start({ job, issue, hasMore }: Taken): void {
    isDry = !hasMore
    notBefore = deps.now() + everyMs
    const calls = runnerCalls + (kinds.get(job.kind)?.maxCalls ?? 0)
    // Less than what was just given back, so it is there.
    const end = deps.budget.begin(calls) ?? (() => {})
    const claimed = { job, issue, account, write: begin() }
    const run: Promise<void> = attemptJob(deps, kinds, claimed).finally(() => {
      end()
      running.delete(run)
      onEnd()
    })
    running.add(run)
  }
}

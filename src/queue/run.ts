import type { Statement } from '../../db/store.ts'
import type { Dues } from '../../db/tables/queue/dues.ts'
import { freeLeases, promoteDue } from '../../db/tables/queue/leases.ts'
import type { Deps } from '../deps.ts'
import { createGate } from '../platform/gate.ts'
import { type QueueAccount, queueAccounts } from './accounts.ts'
import { type Claimer, openClaimer } from './claimer.ts'
import type { Kinds } from './kind.ts'
import { openRecords, type Records } from './records.ts'

/** Does the jobs of every account. */
export interface Runner extends Pick<Records, 'expect' | 'dues'> {
  readonly accounts: readonly string[]
  /** Frees leases that ran out, and makes jobs ready whose time has come; `also` is written with it. */
  prepare(accounts: readonly string[], also?: readonly Statement[]): Promise<void>
  /** Frees every lease: for the one process that owns its store, before anything else. */
  recover(): Promise<void>
  /**
   * Starts all jobs of the account that may start now, of the kinds that have a due time, and returns how many. Does not wait
   * for them.
   */
  claim(dues: Dues): Promise<number>
  /**
   * Starts all of the account's jobs that may start, and again whenever one has ended, until nothing runs. The last that ended
   * may have made others ready. With `pacedOnly`, the unpaced jobs are not looked at. Returns how many started.
   */
  drain(account: string, pacedOnly?: boolean): Promise<number>
  /** Claims nothing from now on, and waits for the attempts under way. */
  stop(): Promise<void>
}

/** Makes runners of these kinds of job: a Worker has one for each event. `onEnd` is called after each attempt of an account. */
export function runnersOf(deps: Deps, kinds: Kinds): (onEnd?: (account: string) => void) => Runner {
  const accounts = queueAccounts(deps)
  return (onEnd = () => {}) => createRunner(deps, { kinds, accounts, onEnd })
}

interface RunnerOptions {
  readonly kinds: Kinds
  readonly accounts: ReadonlyMap<string, QueueAccount>
  readonly onEnd: (account: string) => void
}

function createRunner(deps: Deps, { kinds, accounts, onEnd }: RunnerOptions): Runner {
  const gate = createGate()
  const { begin, expect, dues } = openRecords(deps.db)
  // Most events of a Worker are about one account.
  const opened = new Map<string, readonly Claimer[]>()
  let isStopped = false
  return {
    accounts: [...accounts.keys()],
    prepare: (ids, also = []) => free(ids, false, also),
    recover: () => free([...accounts.keys()], true, []),
    claim,
    drain,
    expect,
    dues,
    async stop() {
      isStopped = true
      const all = [...opened.values()].flat()
      for (const claimer of all) claimer.stop()
      await Promise.all(all.flatMap(({ running }) => [...running]))
    },
  }

  /** The account's claimers of paced and of unpaced jobs; none of an account that is not configured, or once stopped. */
  function claimersOf(id: string): readonly Claimer[] {
    const account = accounts.get(id)
    if (!account || isStopped) return []
    const known = opened.get(id)
    if (known) return known
    const ended = () => onEnd(id)
    const made = [true, false].map((paced) =>
      openClaimer(deps, kinds, { account, paced, gate, begin, onEnd: ended }),
    )
    opened.set(id, made)
    return made
  }

  async function claim({ id, paced, unpaced }: Dues): Promise<number> {
    const due = claimersOf(id).filter((_, n) => [paced, unpaced][n] !== null)
    const started = await Promise.all(due.map((claimer) => claimer.claim()))
    return started.reduce((sum, count) => sum + count, 0)
  }

  async function drain(id: string, pacedOnly = false): Promise<number> {
    const [paced, unpaced] = claimersOf(id)
    if (!paced || !unpaced) return 0
    if (pacedOnly) return drainLane(paced)
    // What an unpaced job did, such as ending a pause, may let paced ones go.
    for (let all = 0; ; ) {
      const [own, others] = await Promise.all([drainLane(paced), drainLane(unpaced)])
      all += own + others
      if (others === 0) return all
    }
  }

  async function free(ids: readonly string[], everyLease: boolean, also: readonly Statement[]) {
    const now = deps.now()
    const own = ids.flatMap((id) => accounts.get(id) ?? [])
    const frees = own.flatMap(({ id, settleMs }) => [
      ...freeLeases({ account: id, settleMs, now, all: everyLease }),
      promoteDue(id, now),
    ])
    await deps.db.atomic([...frees, ...also])
  }
}

/** Returns how many attempts were started. */
async function drainLane(claimer: Claimer): Promise<number> {
  const { running } = claimer
  for (let all = 0; ; ) {
    const started = await claimer.claim()
    all += started
    if (running.size > 0) await Promise.race(running)
    // What started may have ended already, and let something else start.
    else if (started === 0) return all
    if (running.size === 0 && claimer.isDry()) return all
  }
}

import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Dues } from '../../db/tables/queue/dues.ts'
import { freeLeases, promoteDue } from '../../db/tables/queue/leases.ts'
import type { Deps } from '../deps.ts'
import { createGate } from '../platform/gate.ts'
import { type QueueAccount, queueAccounts } from './accounts.ts'
import { openClaimer } from './claimer.ts'
import { writeAndClaimNext } from './claims.ts'
import { type Claimers, drainClaimers } from './drain.ts'
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
   * Writes a new issue with its job, and starts a paced job of its account, claimed in the same call to the store, if one may
   * start now. Throws what `atomic` throws.
   */
  writeAndClaim(issue: Issue, statements: readonly Statement[]): Promise<void>
  /**
   * Starts all of the account's jobs that may start, and again whenever one has ended, until nothing runs. The last that ended
   * may have made others ready. With `pacedOnly`, the unpaced jobs are not looked at. Returns how many started, with those that
   * ran before.
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
  const opened = new Map<string, Claimers>()
  let isStopped = false
  return {
    accounts: [...accounts.keys()],
    prepare: (ids, also = []) => free(ids, false, also),
    recover: () => free([...accounts.keys()], true, []),
    claim,
    async writeAndClaim(issue, statements) {
      const own = claimersOf(issue.account)
      const isWritten = await own?.paced.claimBy(() =>
        writeAndClaimNext(deps, own.account, issue, statements),
      )
      if (!isWritten) await deps.db.atomic(statements)
    },
    async drain(id, pacedOnly = false) {
      const own = claimersOf(id)
      return own ? drainClaimers(own, pacedOnly) : 0
    },
    expect,
    dues,
    async stop() {
      isStopped = true
      const all = [...opened.values()].flatMap(({ paced, unpaced }) => [paced, unpaced])
      for (const claimer of all) claimer.stop()
      await Promise.all(all.flatMap(({ running }) => [...running]))
    },
  }

  /** Null for an account that is not configured, or once stopped. */
  function claimersOf(id: string): Claimers | null {
    const account = accounts.get(id)
    if (!account || isStopped) return null
    const known = opened.get(id)
    if (known) return known
    const shared = { account, gate, begin, onEnd: () => onEnd(id) }
    const made = {
      account,
      paced: openClaimer(deps, kinds, { ...shared, paced: true }),
      unpaced: openClaimer(deps, kinds, { ...shared, paced: false }),
    }
    opened.set(id, made)
    return made
  }

  async function claim({ id, paced, unpaced }: Dues): Promise<number> {
    const own = claimersOf(id)
    const started = await Promise.all([
      paced === null ? 0 : own?.paced.claim(),
      unpaced === null ? 0 : own?.unpaced.claim(),
    ])
    return started.reduce((sum: number, count = 0) => sum + count, 0)
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

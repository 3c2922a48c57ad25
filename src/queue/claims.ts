// One file: the claims of an account's jobs have the same limits.

import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import {
  claimDue,
  claimPaced,
  type PacedClaim,
  type Taken,
  writeAndClaimPaced,
} from '../../db/tables/queue/claims.ts'
import type { Deps } from '../deps.ts'
import { type QueueAccount, spareSlots, writeEveryMs } from './accounts.ts'

/** Unpaced jobs (polls, checks) of an account that may run at a time: a hung one leaves the others their turn. */
export const unpacedSlots = 4

/** Paced jobs of an account that may run at a time. */
export function pacedSlots({ perDestination }: QueueAccount): number {
  return perDestination + spareSlots
}

/** Claims the account's next paced job, if one may start now. */
export function claimNextPaced({ db, now }: Deps, account: QueueAccount): Promise<Taken | null> {
  return claimPaced(db, pacedClaim(account, now()))
}

/** Writes a new issue with its job, and claims as above in the same call to the store. Throws what `atomic` throws. */
export function writeAndClaimNext(
  { db, now }: Deps,
  account: QueueAccount,
  issue: Issue,
  statements: readonly Statement[],
): Promise<Taken | null> {
  return writeAndClaimPaced(db, { issue, statements, claim: pacedClaim(account, now()) })
}

/** Claims the account's next poll or check that is due. */
export async function claimNextUnpaced(
  { db, now }: Deps,
  { id }: QueueAccount,
): Promise<Taken | null> {
  const job = await claimDue(db, { account: id, most: unpacedSlots, now: now() })
  return job && { job, issue: null, hasMore: true }
}

function pacedClaim(account: QueueAccount, now: number): PacedClaim {
  const { id, perDestination } = account
  const [perAccount, everyMs] = [pacedSlots(account), writeEveryMs(account)]
  return { account: id, perDestination, perAccount, everyMs, now }
}

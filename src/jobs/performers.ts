import { contentKey } from '../../db/attachments.ts'
import type { Statement } from '../../db/db.ts'
import type { Job } from '../../db/jobs.ts'
import type { Account, Deps, OpenedSource } from '../deps.ts'
import { perform } from './perform.ts'
import { pushBack } from './push.ts'

/** Who does jobs: a tracker's account, or a scanner that can be written to. */
export interface Performer {
  /** The account of its jobs. */
  readonly id: string
  readonly concurrency: number
  readonly settleMs: number
  readonly issueEveryMs: number
  readonly pace: Account['pace']
  /** The requests that wrote since it was last asked. */
  takeWrites(): number
  /** Does one job and answers what to record of it. Throws TrackerError. */
  perform(job: Job, signal: AbortSignal): Promise<readonly Statement[]>
  /** Drops what a job that is done and recorded needs no more. */
  readonly tidy?: (job: Job) => Promise<void>
}

/** Everybody who does jobs. */
export function performersOf(deps: Deps): Performer[] {
  const trackers = [...deps.accounts.values()].map((account) => trackerOf(deps, account))
  const scanners = [...deps.sources].flatMap(([id, source]) => scannerOf(deps, id, source) ?? [])
  return [...trackers, ...scanners]
}

function trackerOf(deps: Deps, account: Account): Performer {
  const { id, pace } = account
  const { concurrency, settleMs, issueEveryMs } = account.definition
  return {
    ...{ id, pace, concurrency, settleMs, issueEveryMs },
    takeWrites: () => account.takeWrites(),
    perform: (job, signal) => perform(deps, account, job, signal),
    tidy: async ({ kind, payload }) => {
      if (kind === 'attach') await deps.db.files.delete(contentKey(String(payload.attachment)))
    },
  }
}

/** What is told to a scanner may be told again, so nothing need be looked up first. */
function scannerOf(deps: Deps, id: string, { source }: OpenedSource): Performer | null {
  const { push, callEveryMs = 0 } = source
  if (!push) return null
  const writesPerMinute = callEveryMs && Math.floor(60_000 / callEveryMs)
  return {
    ...{ id, concurrency: 1, settleMs: 0, issueEveryMs: 0 },
    pace: { writesPerMinute, writesPerHour: 0 },
    takeWrites: () => 1,
    perform: (job, signal) => pushBack(deps, push, job, signal),
  }
}

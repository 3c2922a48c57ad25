import { join } from 'node:path'
import process from 'node:process'
import { sql } from 'drizzle-orm'
import { openSqlite } from '../../db/sqlite.ts'
import type { Db } from '../../db/store.ts'
import { pauseDestination } from '../../db/tables/queue/accounts.ts'
import { claimPaced } from '../../db/tables/queue/claims.ts'
import { destinationId, ensureDestination, moveCursor } from '../../db/tables/queue/destinations.ts'
import { endClaim } from '../../db/tables/queue/end-claim.ts'
import { releaseNext } from '../../db/tables/queue/issue-jobs.ts'
import { chargeAccount } from '../../db/tables/queue/pace.ts'
import { atMost, cpuSince, inFolder, type Line, median, seen, timed } from './measure.ts'

const claims = 200
const account = 'github'

/**
 * How long it takes to claim a job and to end the claim: with 1,000 and with 1,000,000 jobs in the store, and behind
 * 100,000 jobs of a destination that is paused.
 */
export function benchClaim(): Promise<Line[]> {
  return inFolder(async (folder) => {
    const few = await storeWith(join(folder, 'few.db'), { jobs: 1000, paused: 0 })
    const many = await storeWith(join(folder, 'many.db'), { jobs: 1_000_000, paused: 0 })
    const behind = await storeWith(join(folder, 'paused.db'), { jobs: 1000, paused: 100_000 })
    await measure([few, many, behind])
    return [
      atMost(
        'a claim and its end with 1,000,000 jobs, against 1,000',
        median(many.ms) / median(few.ms),
        1.5,
      ),
      atMost(
        'a claim and its end behind 100,000 jobs of a paused destination',
        median(behind.cpu),
        1,
        ' ms of CPU',
      ),
      seen('how long that takes, with two syncs of the disk', median(behind.ms), ' ms'),
    ]
  })
}

/** A store, and how long each claim and its end took in it. */
interface Measured {
  readonly db: ReturnType<typeof openSqlite>
  readonly ms: number[]
  readonly cpu: number[]
}

/** The store is closed once, so that none starts with a log of what it was filled with. */
async function storeWith(
  path: string,
  { jobs, paused }: { jobs: number; paused: number },
): Promise<Measured> {
  const db = openSqlite(path)
  await fill(db, 'acme/shop', jobs)
  if (paused > 0) await pause(db, await fill(db, 'acme/paused', paused))
  db.close()
  return { db: openSqlite(path), ms: [], cpu: [] }
}

/** The stores take turns, as the disk and the processor are faster in one second than in another. */
async function measure(stores: readonly Measured[]): Promise<void> {
  for (let n = 0; n < claims; n++) {
    for (const { db, ms, cpu } of stores) {
      const start = process.cpuUsage()
      ms.push(await timed(() => claimAndEnd(db)))
      cpu.push(cpuSince(start))
    }
  }
  for (const { db } of stores) db.close()
}

/** Each job is of an issue of its own, and every tenth is critical. */
async function fill(db: Db, target: string, jobs: number): Promise<string> {
  const destination = destinationId(account, target)
  await db.atomic([
    ...ensureDestination(db, account, target, 0),
    moveCursor(db, destination, 'read'),
    sql`insert into jobs (id, kind, account, destination, issue_id, payload, reason, state, paced, priority, rank, created_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${jobs})
      select printf('%s-%08d', ${target}, i), 'create', ${account}, ${destination}, ${target} || i, '{}', 'a new finding',
        'ready', 1, i % 10, i, i
      from n`,
  ])
  return destination
}

async function pause(db: Db, id: string): Promise<void> {
  const why = { reason: 'no', target: '', now: 0, checkAt: 0 }
  await db.atomic(pauseDestination(db, { id, account }, why))
}

async function claimAndEnd(db: Db): Promise<void> {
  const now = Date.now()
  const taken = await claimPaced(db, {
    ...{ account, now, everyMs: 0 },
    ...{ perDestination: 1, perAccount: 4 },
  })
  const job = taken?.job
  if (!job) throw new Error('nothing to claim')
  const spent = { account, destination: job.destination ?? '', lastWriteAt: now, now, writes: 1 }
  await db.atomic([
    endClaim(db, job, { state: 'done', finishedAt: now }),
    chargeAccount({ ...spent, everyMs: 0, perHour: 0, notBefore: null }),
    releaseNext(job.issueId ?? '', account),
  ])
}

import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { ensureLane } from '../../db/accounts.ts'
import { claimJob, finishJob } from '../../db/leases.ts'
import { openSqlite } from '../../db/sqlite.ts'
import { inFolder, median, show, timed } from './measure.ts'

const claims = 200

/** How long it takes to claim a job and finish it, with 1,000 and with 1,000,000 jobs in the store. */
export function benchClaim(): Promise<string> {
  return inFolder(async (folder) => {
    const few = await claimTime(join(folder, 'few.db'), 1000)
    const many = await claimTime(join(folder, 'many.db'), 1_000_000)
    return `a claim and its finish with 1,000,000 jobs: ${show(many)} ms, with 1,000: ${show(few)} ms, ratio ${show(many / few)}`
  })
}

async function claimTime(path: string, jobs: number): Promise<number> {
  const db = openSqlite(path)
  await db.atomic([
    ...ensureLane(db, 'github', 'acme/shop'),
    sql`insert into jobs (id, issue_id, account, lane, kind, payload, reason, state, due_at, uncertain, tries, created_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${jobs})
      select printf('%08d', i), 'issue-' || i, 'github', 'github:acme/shop', 'create', '{}', 'a new finding', 'ready', i, 0, 0, i
      from n`,
  ])
  const times: number[] = []
  for (let n = 0; n < claims; n++) {
    times.push(
      await timed(async () => {
        const claim = { account: 'github', concurrency: 1, token: uuidv7(), now: Date.now() }
        const job = await claimJob(db, claim)
        if (!job) throw new Error('nothing to claim')
        await db.atomic(finishJob(db, job, Date.now()))
      }),
    )
  }
  db.close()
  return median(times)
}

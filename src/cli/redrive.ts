import { openSqlite } from '../../db/sqlite.ts'
import { redriveJobs } from '../../db/tables/queue/failed-jobs.ts'
import { fail, say } from './say.ts'
import { readSetup } from './setup.ts'

/** Lets failed jobs run again: one, or all. A running Lockstep takes them up within a minute. */
export async function redrive({ job }: { readonly job?: string | undefined }): Promise<void> {
  const { store } = readSetup()
  const db = openSqlite(store)
  const jobs = await redriveJobs(db, job === undefined ? {} : { job })
  db.close()
  if (job !== undefined && jobs.length === 0) fail(`No failed job has the id ${job}.`)
  say(`${jobs.length} ${jobs.length === 1 ? 'job runs' : 'jobs run'} again within a minute.`)
}

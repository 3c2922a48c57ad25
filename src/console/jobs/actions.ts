import { failedIds } from '../../../db/tables/console/chosen-jobs.ts'
import { dismissJob, redriveJobs } from '../../../db/tables/queue/failed-jobs.ts'
import { dropJobs } from '../../../db/tables/queue/issue-jobs.ts'
import type { Deps } from '../../deps.ts'
import type { JobChoiceQuery } from '../query.ts'

/** Runs one failed job again, or all that match. */
export async function redrive(
  deps: Deps,
  { job, ...choice }: JobChoiceQuery & { readonly job: string },
): Promise<{ redriven: number }> {
  const isAll = Object.values(choice).every((value) => value === '')
  const redriven = job
    ? (await redriveJobs(deps.db, { job })).length
    : isAll
      ? (await redriveJobs(deps.db, {})).length
      : await redriveChosen(deps, choice)
  deps.wake()
  return { redriven }
}

/** A part at a time: each is one small write. */
async function redriveChosen({ db }: Deps, choice: JobChoiceQuery): Promise<number> {
  let redriven = 0
  for (;;) {
    const jobs = await failedIds(db, choice)
    if (jobs.length === 0) return redriven
    const now = (await redriveJobs(db, { jobs })).length
    redriven += now
    if (now === 0) return redriven
  }
}

/** Gives a failed job up. Without its filing, nothing else of an issue can be done. */
export async function dismiss(id: string, { db, now }: Deps): Promise<{ dismissed: number }> {
  const dismissed = await dismissJob(db, id, now())
  const unfiled = dismissed.flatMap(({ kind, issueId }) =>
    kind === 'create' && issueId ? [dropJobs(issueId, 'its filing was given up', now())] : [],
  )
  await db.atomic(unfiled)
  return { dismissed: dismissed.length }
}

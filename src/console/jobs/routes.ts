import { type Context, Hono } from 'hono'
import { failedByCause } from '../../../db/tables/console/chosen-jobs.ts'
import { type JobRow, jobsIn, searchJobs } from '../../../db/tables/console/jobs.ts'
import { windowRows } from '../../../db/tables/console/window.ts'
import { listAttempts } from '../../../db/tables/queue/attempts.ts'
import { findJob, listOpenJobs } from '../../../db/tables/queue/jobs.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { inShape, readForm, readQuery } from '../../http/body.ts'
import { address } from '../../ui/address.ts'
import { jobWords } from '../../ui/kinds.ts'
import { finish, isBrowser, showConsole } from '../answer.ts'
import { JobChoiceQuery, JobsQuery, OneJob, RedriveQuery } from '../query.ts'
import { dismiss, redrive } from './actions.ts'
import { jobsView, jobView } from './page.ts'
import { redriveView } from './redrive-page.ts'

const pageSize = 100

/** Jobs, one job, and what can be done about those that failed. */
export function jobRoutes(deps: Deps): Hono {
  const app = new Hono()
  app.get('/jobs', async (c) => {
    if (!isBrowser(c)) {
      const jobs = await listOpenJobs(deps.db, c.req.query('after') ?? '', pageSize)
      return c.json({ jobs: jobs.map(({ payload: _, version: __, ...job }) => job) })
    }
    const query = readQuery(c, JobsQuery)
    const { jobs, next } = await loadJobs(deps, query)
    const more = next && address('/admin/jobs', { ...query, ...next })
    const content = jobsView(deps, query, { jobs, more })
    return showConsole(c, { title: 'Jobs', section: 'jobs', content })
  })
  app.get('/jobs/redrive', async (c) => {
    const choice = readQuery(c, JobChoiceQuery)
    const content = redriveView(deps, choice, await failedByCause(deps.db, choice))
    const crumbs = [{ name: 'Jobs', path: '/admin/jobs' }, { name: 'Retry' }]
    return showConsole(c, { title: 'Retry failed jobs', section: 'jobs', crumbs, content })
  })
  app.post('/jobs/redrive', async (c) => {
    const { job, ...choice } = inShape({ ...c.req.query(), ...(await fields(c)) }, RedriveQuery)
    const redriven = await redrive(deps, { job, ...choice })
    const path = job ? `/admin/jobs/${encodeURIComponent(job)}` : '/admin/jobs'
    return finish(c, { did: 'retried', path, count: redriven.redriven }, redriven)
  })
  app.post('/jobs/dismiss', async (c) => {
    const { job } = inShape({ ...c.req.query(), ...(await fields(c)) }, OneJob)
    const dismissed = await dismiss(job, deps)
    return finish(c, { did: 'dismissed', path: '/admin/jobs' }, dismissed)
  })
  app.get('/jobs/:id', async (c) => {
    const job = await findJob(deps.db, c.req.param('id'))
    if (!job)
      throw new HttpError(
        404,
        'There is no job with this id. Done jobs are deleted after RETENTION_DAYS.',
      )
    const content = jobView(deps, job, await listAttempts(deps.db, job.id))
    const crumbs = [{ name: 'Jobs', path: '/admin/jobs' }, { name: jobWords(job) }]
    return showConsole(c, {
      title: jobWords(job),
      section: 'jobs',
      crumbs,
      content,
      live: true,
    })
  })
  app.get('/jobs/:id/attempts', async (c) => {
    return c.json({ attempts: await listAttempts(deps.db, c.req.param('id')) })
  })
  return app
}

/** A form's fields; a program may send none. */
async function fields(c: Context): Promise<Record<string, unknown>> {
  return c.req.header('content-type') ? readForm(c) : {}
}

/** One page of jobs, and what the address of the next one says. */
export async function loadJobs(
  { db }: Pick<Deps, 'db'>,
  { state, skip, before, ...choice }: JobsQuery,
): Promise<{ jobs: readonly JobRow[]; next: { skip: number } | { before: string } | null }> {
  if (state === 'all') {
    const all = { ...choice, state: '' } as const
    const { rows, next } = await searchJobs(db, all, { before, limit: pageSize })
    return { jobs: rows, next: next === null ? null : { before: next } }
  }
  const jobs = await jobsIn(db, state, choice, { skip, limit: pageSize })
  const isMore = jobs.length === pageSize && skip + pageSize < windowRows
  return { jobs, next: isMore ? { skip: skip + pageSize } : null }
}

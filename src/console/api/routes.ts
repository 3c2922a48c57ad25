// One file: the routes are a list, a line or three each.

import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { failedByCause } from '../../../db/tables/console/chosen-jobs.ts'
import { searchMessages } from '../../../db/tables/console/messages.ts'
import { listAttempts } from '../../../db/tables/queue/attempts.ts'
import { hold, release } from '../../../db/tables/queue/hold.ts'
import { findJob } from '../../../db/tables/queue/jobs.ts'
import { endSession } from '../../../db/tables/sessions.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { readJson, readQuery } from '../../http/body.ts'
import { linkIssue } from '../../mirror/link-issue.ts'
import { unlinkIssue } from '../../mirror/unlink-issue.ts'
import { bodyOf } from '../../platform/in-turns/body-of.ts'
import { jsonType, writeJson } from '../../platform/in-turns/write-json.ts'
import { checkNow, sendTestIssue } from '../accounts/actions.ts'
import { accountHealth } from '../accounts/health.ts'
import { placeOf, Where } from '../accounts/routes.ts'
import { forPrograms } from '../answer.ts'
import { checkAndKeep } from '../check/routes.ts'
import { refreshFinding, retryFinding } from '../findings/actions.ts'
import { loadFinding } from '../findings/finding.ts'
import { loadFindings } from '../findings/list.ts'
import { Link } from '../findings/routes.ts'
import { canProcess, processAgain } from '../inbox/process-again.ts'
import { messageWith } from '../inbox/routes.ts'
import { struck } from '../inbox/strike.ts'
import { dismiss, redrive } from '../jobs/actions.ts'
import { loadJobs } from '../jobs/routes.ts'
import { loadOverview } from '../overview/data.ts'
import {
  FindingsQuery,
  InboxQuery,
  JobChoiceQuery,
  JobsQuery,
  OneJob,
  RedriveQuery,
} from '../query.ts'
import { endOthers, OneSession, shownSessions } from '../sessions/routes.ts'
import { Sample, tryRoutes } from '../settings/try-routes.ts'
import * as shapes from './shapes.ts'

const pageSize = 100

/** The console for programs, to be mounted at `/admin/api`. Returns what the shapes name, and nothing else. */
export function apiRoutes(deps: Deps): Hono {
  const app = new Hono()
  readRoutes(app, deps)
  actionRoutes(app, deps)
  return app
}

function readRoutes(app: Hono, deps: Deps): void {
  const { db } = deps
  app.get('/overview', async (c) => reply(c, shapes.OverviewShape, await loadOverview(deps)))
  app.get('/findings', async (c) => {
    const { rows, next } = await loadFindings(deps, readQuery(c, FindingsQuery), pageSize)
    return reply(c, shapes.FindingsShape, { findings: rows, next })
  })
  app.get('/findings/:id', async (c) => {
    const found = forPrograms(await loadFinding(deps, c.req.param('id')))
    return c.body(bodyOf(await writeJson(shapes.FindingShape.parse(found))), 200, jsonType)
  })
  app.get('/inbox', async (c) => {
    const query = readQuery(c, InboxQuery)
    const page = { before: query.before, limit: pageSize }
    const { rows, next } = await searchMessages(db, query, page)
    return reply(c, shapes.MessagesShape, { messages: rows, next })
  })
  app.get('/inbox/:id', async (c) => {
    const message = await messageWith(deps, c.req.param('id'))
    const shown = { ...message, body: message.body === null ? null : struck(message.body) }
    return reply(c, shapes.MessageShape, { message: shown, canProcess: canProcess(deps, message) })
  })
  app.get('/jobs', async (c) =>
    reply(c, shapes.JobsShape, await loadJobs(deps, readQuery(c, JobsQuery))),
  )
  app.get('/jobs/redrive', async (c) => {
    const causes = await failedByCause(db, readQuery(c, JobChoiceQuery))
    return reply(c, shapes.PreviewShape, { causes })
  })
  app.get('/jobs/:id', async (c) => {
    const job = await findJob(db, c.req.param('id'))
    if (!job) throw new HttpError(404, 'There is no job with this id.')
    return reply(c, shapes.JobShape, { job, attempts: await listAttempts(db, job.id) })
  })
  app.get('/accounts', async (c) =>
    reply(c, shapes.AccountsShape, { accounts: await accountHealth(deps) }),
  )
  app.get('/check', async (c) =>
    reply(c, shapes.CheckRowsShape, { rows: await checkAndKeep(deps) }),
  )
  app.get('/settings', (c) => reply(c, shapes.SettingsShape, deps.shownSettings()))
  app.get('/sessions', async (c) =>
    reply(c, shapes.SessionsShape, { sessions: await shownSessions(c, deps) }),
  )
  app.get('/settings/try', (c) =>
    reply(c, shapes.TrialShape, tryRoutes(deps, readQuery(c, Sample))),
  )
}

function actionRoutes(app: Hono, deps: Deps): void {
  const { db, now } = deps
  app.post('/findings/:id/retry', async (c) => c.json(await retryFinding(deps, c.req.param('id'))))
  app.post('/findings/:id/refresh', async (c) => {
    await refreshFinding(deps, c.req.param('id'))
    return c.json({ id: c.req.param('id') })
  })
  app.post('/findings/:id/unlink', async (c) => {
    await unlinkIssue(deps, c.req.param('id'))
    return c.json({ id: c.req.param('id') })
  })
  app.post('/findings/:id/link', async (c) => {
    const { url } = await readJson(c, Link)
    const { id } = await linkIssue(deps, c.req.param('id'), url)
    return c.json({ id })
  })
  app.post('/inbox/:id/process', async (c) => {
    return c.json(await processAgain(deps, await messageWith(deps, c.req.param('id'))))
  })
  app.post('/jobs/redrive', async (c) => c.json(await redrive(deps, readQuery(c, RedriveQuery))))
  app.post('/jobs/dismiss', async (c) => c.json(await dismiss(readQuery(c, OneJob).job, deps)))
  app.post('/sessions/end', async (c) => {
    const { id } = await readJson(c, OneSession)
    await endSession(db, id)
    return c.json({ id })
  })
  app.post('/sessions/end-others', async (c) => {
    await endOthers(c, deps)
    return c.json({})
  })
  app.post('/accounts/check', async (c) => c.json(await checkNow(deps, await placeIn(c, deps))))
  app.post('/accounts/test', async (c) => c.json(await sendTestIssue(deps, await placeIn(c, deps))))
  app.post('/accounts/pause', async (c) => {
    const paused = await placeIn(c, deps)
    await db.atomic(hold(db, paused, now()))
    return c.json({ paused })
  })
  app.post('/accounts/resume', async (c) => {
    const resumed = await placeIn(c, deps)
    await db.atomic(release(db, resumed, now()))
    deps.wake(resumed.account)
    return c.json({ resumed })
  })
}

async function placeIn(c: Context, deps: Deps) {
  return placeOf(deps, await readJson(c, Where))
}

/** What the shape names of the data. */
function reply(c: Context, shape: z.ZodType, data: object): Response {
  return c.json(shape.parse(forPrograms(data)))
}

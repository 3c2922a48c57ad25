import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { localPages, styleSheet } from '../../connectors/local/pages/pages.ts'
import { listInbox } from '../../db/tables/inbox.ts'
import { listAttempts } from '../../db/tables/queue/attempts.ts'
import { destinationId, pollId } from '../../db/tables/queue/destinations.ts'
import { dismissJob, redriveJobs } from '../../db/tables/queue/failed-jobs.ts'
import { dropJobs } from '../../db/tables/queue/issue-jobs.ts'
import { listOpenJobs } from '../../db/tables/queue/jobs.ts'
import { hurryJob } from '../../db/tables/queue/named-jobs.ts'
import { listWaiting } from '../../db/tables/unfiled.ts'
import type { Deps } from '../deps.ts'
import { linkIssue } from '../mirror/link-issue.ts'
import { reconcile } from '../mirror/reconcile.ts'
import { readForm, readJson, readQuery } from './body.ts'
import { limitBody, loginBytes, messageBytes } from './limits.ts'
import { ownFormsOnly } from './own-form.ts'
import { showPage } from './page.ts'
import { logIn, logOut, requireAdmin } from './session.ts'

const pageSize = 100

const After = z.object({ source: z.string().default(''), key: z.string().default('') })
const Link = z.object({ url: z.url('must be the address of an issue') })
const Slice = z.object({
  after: z.string().default(''),
  limit: z.coerce.number('must be a number').int().min(1).max(1000).default(1000),
  apply: z.enum(['true', 'false'], 'must be true or false').default('false'),
})

const OneJob = z.object({ job: z.string('must be the id of a job') })
const Page = z.object({
  before: z.string().optional(),
  outcome: z.enum(['accepted', 'ignored', 'refused']).optional(),
})

/** Everything for administrators, to be mounted at `/admin`: log-in, jobs, and the embedded tracker's pages. */
export function adminRoutes(deps: Deps): Hono {
  const admin = new Hono()
  admin.get('/style.css', (c) => c.body(styleSheet, 200, { 'Content-Type': 'text/css' }))
  admin.get('/login', (c) => showPage(c, 'Log in', loginForm(c.req.query('next') ?? '', '')))
  admin.post('/login', ownFormsOnly(deps), limitBody(loginBytes), async (c) => {
    const form = await readForm(c)
    const next = String(form.next ?? '')
    if (await logIn(c, deps, String(form.token ?? ''))) return c.redirect(ownPath(next), 303)
    return showPage(c, 'Log in', loginForm(next, 'That is not the admin token.'), 403)
  })
  admin.use(requireAdmin(deps), limitBody(messageBytes))
  admin.post('/logout', async (c) => {
    await logOut(c, deps)
    return c.redirect('/admin/login', 303)
  })
  admin.get('/', (c) => c.redirect('/admin/projects', 303))
  admin.get('/jobs', async (c) => {
    const jobs = await listOpenJobs(deps.db, c.req.query('after') ?? '', pageSize)
    return c.json({ jobs: jobs.map(({ payload: _, version: __, ...job }) => job) })
  })
  admin.get('/jobs/:id/attempts', async (c) => {
    return c.json({ attempts: await listAttempts(deps.db, c.req.param('id')) })
  })
  admin.get('/inbox', async (c) => {
    const { before, outcome } = readQuery(c, Page)
    return c.json({ messages: await listInbox(deps.db, { before, outcome }, pageSize) })
  })
  admin.get('/waiting', async (c) => {
    const { source, key } = readQuery(c, After)
    const rows = await listWaiting(deps.db, { source, key }, pageSize)
    return c.json({
      findings: rows.map(({ finding, sourceKey, waits: _, ...row }) => ({
        ...{ ...row, key: sourceKey },
        ...{ title: finding.title, project: finding.project, severity: finding.severity },
      })),
    })
  })
  admin.post('/issues/:id/link', async (c) => {
    const { url } = await readJson(c, Link)
    const { id, remoteUrl } = await linkIssue(deps, c.req.param('id'), url)
    return c.json({ id, url: remoteUrl })
  })
  admin.post('/reconcile', async (c) => {
    const { after, limit, apply } = readQuery(c, Slice)
    return c.json(await reconcile(deps, { after, limit, apply: apply === 'true' }))
  })
  admin.post('/jobs/dismiss', async (c) => c.json(await dismiss(readQuery(c, OneJob).job, deps)))
  admin.post('/jobs/redrive', (c) => redrive(c.req.query('job'), deps).then((n) => c.json(n)))
  admin.route('/', localPages({ ...deps, changed: (project) => pollSoon(deps, project) }))
  return admin
}

/** A change in the embedded tracker is picked up at once. */
async function pollSoon({ db, now, wake }: Deps, project: string): Promise<void> {
  await db.atomic([hurryJob(db, pollId(destinationId('local', project)), now())])
  wake('local')
}

/** Without its filing, nothing else of an issue can be done. */
async function dismiss(id: string, { db, now }: Deps): Promise<{ dismissed: number }> {
  const dismissed = await dismissJob(db, id, now())
  const unfiled = dismissed.flatMap(({ kind, issueId }) =>
    kind === 'create' && issueId ? [dropJobs(issueId, 'its filing was given up', now())] : [],
  )
  await db.atomic(unfiled)
  return { dismissed: dismissed.length }
}

async function redrive(job: string | undefined, deps: Deps): Promise<{ redriven: number }> {
  const jobs = await redriveJobs(deps.db, job === undefined ? {} : { job })
  deps.wake()
  return { redriven: jobs.length }
}

function loginForm(next: string, problem: string) {
  return html`<form method="post" action="/admin/login" class="login">
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <input type="hidden" name="next" value="${next}" />
    <label>Admin token <input type="password" name="token" autocomplete="current-password" required autofocus /></label>
    <button>Log in</button>
  </form>`
}

/** Only a path of our own: a link to the log-in page must not send people elsewhere. */
function ownPath(next: string): string {
  return /^\/(admin|i)(\/[^\\\p{Cc}]*)?$/u.test(next) ? next : '/admin/projects'
}

import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { findIssue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { creationStatus, type Outcome } from '../intake/wait-for-creation.ts'
import { time } from '../ui/time.ts'
import { pageHeaders } from './headers.ts'
import { historyOf } from './history.ts'
import { isAdmin, requireAdmin } from './login/session.ts'
import { showPage } from './page.ts'

/**
 * `/i/:id`: to the tracker's issue, or a page that says what it is waiting for. Anybody with the link may look, so the
 * tracker's own words and the history are for administrators only, and the finding's text is not shown at all.
 * `/i/:id/history`: what happened to it and why, for administrators, wherever it is.
 */
export function permalinkRoutes(deps: Deps): Hono {
  const app = new Hono().use(pageHeaders(deps))
  app.get('/:id/history', requireAdmin(deps), async (c) => {
    const issue = await findIssue(deps.db, c.req.param('id'))
    return issue ? showPage(c, issue.title, await historyOf(deps, issue)) : unknown(c)
  })
  app.get('/:id', async (c) => {
    const issue = await findIssue(deps.db, c.req.param('id'))
    if (!issue) return unknown(c)
    if (issue.remoteUrl && issue.goneAt === null) return c.redirect(issue.remoteUrl, 302)
    const outcome = await creationStatus(deps, issue.id)
    const tracker = deps.accounts.get(issue.account)?.name ?? issue.account
    const admin = await isAdmin(c, deps)
    const reason = admin ? outcome.reason : ''
    return showPage(
      c,
      titleOf(outcome, tracker),
      html`<p>The finding is saved. ${whatNext(outcome, tracker)}</p>
        ${reason && html`<p>${tracker} says: ${reason}</p>`}
        <p>Received ${time(issue.createdAt)}.</p>
        ${admin ? await historyOf(deps, issue) : html`<p class="meta"><a href="/admin/login?next=/i/${issue.id}">Log in</a> to see why.</p>`}`,
      { live: true },
    )
  })
  return app
}

function unknown(c: Context) {
  return showPage(c, 'Unknown issue', html`<p>There is no issue with this id.</p>`, { status: 404 })
}

function titleOf({ kind, issue }: Outcome, tracker: string): string {
  if (issue.goneAt !== null) return `Gone from ${tracker}`
  return kind === 'refused' ? `${tracker} refused this issue` : `Waiting for ${tracker}`
}

function whatNext({ kind, issue }: Outcome, tracker: string): string {
  if (issue.goneAt !== null) return 'Its issue was deleted there, and is not filed again.'
  if (kind === 'refused')
    return `Lockstep files it as soon as the problem with ${tracker} is fixed.`
  return `Lockstep files it as soon as ${tracker} takes it. This page then leads there.`
}

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
      html`<p>The finding is safe. ${whatNext(outcome, tracker)}</p>
        ${reason && html`<p>${tracker} says: ${reason}</p>`}
        <p>Received ${time(issue.createdAt)}.</p>
        ${admin ? html`<p><a href="/admin/findings/${issue.id}">Look at it in the console</a></p>` : ''}
        ${admin && (await historyOf(deps, issue))}`,
    )
  })
  return app
}

function unknown(c: Context) {
  return showPage(c, 'Unknown issue', html`<p>There is no issue with this id.</p>`, 404)
}

function titleOf({ kind, issue }: Outcome, tracker: string): string {
  if (issue.goneAt !== null) return `Gone from ${tracker}`
  return kind === 'refused' ? `${tracker} refused this issue` : `Waiting for ${tracker}`
}

function whatNext({ kind, issue }: Outcome, tracker: string): string {
  if (issue.goneAt !== null) return 'Its issue was deleted there, and is not filed again.'
  if (kind === 'refused') return `It is filed once what ${tracker} complains of is mended.`
  return `It is filed as soon as ${tracker} takes it; this page then leads there.`
}

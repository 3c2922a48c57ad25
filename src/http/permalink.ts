import { Hono } from 'hono'
import { html } from 'hono/html'
import { findIssue } from '../../db/issues.ts'
import type { Deps } from '../deps.ts'
import { filingOutcome } from '../sync/settle.ts'
import { pageHeaders, showPage } from './page.ts'
import { isAdmin } from './session.ts'

/**
 * `/i/:id`: to the tracker's issue, or a page that says what it is waiting for. Anybody with the link may look, so the
 * tracker's own words are for administrators only, and the finding's text is not shown at all.
 */
export function permalinkRoutes(deps: Deps): Hono {
  return new Hono().use(pageHeaders).get('/:id', async (c) => {
    const issue = await findIssue(deps.db, c.req.param('id'))
    if (!issue)
      return showPage(c, 'Unknown issue', html`<p>There is no issue with this id.</p>`, 404)
    if (issue.remoteUrl) return c.redirect(issue.remoteUrl, 302)
    const outcome = await filingOutcome(deps, issue.id)
    const tracker = deps.accounts.get(issue.tracker)?.name ?? issue.tracker
    const reason = (await isAdmin(c, deps)) ? outcome.reason : ''
    return showPage(
      c,
      outcome.kind === 'refused' ? `${tracker} refused this issue` : `Waiting for ${tracker}`,
      html`<p>
          The finding is safe.
          ${
            outcome.kind === 'refused'
              ? `It is filed once what ${tracker} complains of is mended.`
              : `It is filed as soon as ${tracker} takes it; this page then leads there.`
          }
        </p>
        ${reason && html`<p>${tracker} says: ${reason}</p>`}
        <p>Received ${new Date(issue.createdAt).toISOString()}.</p>`,
    )
  })
}

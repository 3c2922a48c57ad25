import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { listWaiting } from '../../../db/tables/unfiled.ts'
import type { Deps } from '../../deps.ts'
import { inShape, readForm, readJson, readQuery } from '../../http/body.ts'
import { linkIssue } from '../../mirror/link-issue.ts'
import { unlinkIssue } from '../../mirror/unlink-issue.ts'
import { finish, isBrowser, showConsole } from '../answer.ts'
import { FindingsQuery, WaitingQuery } from '../query.ts'
import { findingPath } from '../words.ts'
import { refreshFinding, retryFinding } from './actions.ts'
import { loadFinding } from './finding.ts'
import { findingsView, loadFindings } from './list.ts'
import { findingView } from './page.ts'
import { waitingView } from './waiting.ts'

const pageSize = 100
/** The issue to link a finding to. */
export const Link = z.object({ url: z.url('must be the address of an issue') })

/** Findings, one finding, and what can be done about it. */
export function findingRoutes(deps: Deps): Hono {
  const app = new Hono()
  app.get('/findings', async (c) => {
    const query = readQuery(c, FindingsQuery)
    const content = findingsView(deps, query, await loadFindings(deps, query))
    return showConsole(c, { title: 'Findings', section: 'findings', content })
  })
  app.get('/findings/:id', async (c) => {
    const detail = await loadFinding(deps, c.req.param('id'))
    const { title } = detail.finding
    const crumbs = [{ name: 'Findings', path: '/admin/findings' }, { name: title || 'No title' }]
    const content = await findingView(deps, detail)
    return showConsole(c, { title, section: 'findings', crumbs, content, live: true })
  })
  app.post('/findings/:id/retry', async (c) => {
    const id = c.req.param('id')
    const { retried: count } = await retryFinding(deps, id)
    return finish(c, { did: 'retried', path: findingPath(id), count }, { retried: count })
  })
  app.post('/findings/:id/refresh', async (c) => {
    const id = c.req.param('id')
    await refreshFinding(deps, id)
    return finish(c, { did: 'refreshed', path: findingPath(id) }, { id })
  })
  app.post('/findings/:id/unlink', async (c) => {
    const id = c.req.param('id')
    await unlinkIssue(deps, id)
    return finish(c, { did: 'unlinked', path: findingPath(id) }, { id })
  })
  app.post('/findings/:id/link', async (c) => {
    const { url } = inShape(await readForm(c), Link)
    const { id } = await linkIssue(deps, c.req.param('id'), url)
    return finish(c, { did: 'linked', path: findingPath(id) }, { id, url })
  })
  app.post('/issues/:id/link', async (c) => {
    const { url } = await readJson(c, Link)
    const { id, remoteUrl } = await linkIssue(deps, c.req.param('id'), url)
    return c.json({ id, url: remoteUrl })
  })
  app.get('/waiting', async (c) => {
    const rows = await listWaiting(deps.db, readQuery(c, WaitingQuery), pageSize)
    if (isBrowser(c)) {
      const content = html`${waitingView(rows, pageSize)}`
      const crumbs = [
        { name: 'Findings', path: '/admin/findings' },
        { name: 'Waiting for a route' },
      ]
      const page = { title: 'Waiting for a route', section: 'findings', crumbs, content } as const
      return showConsole(c, page)
    }
    return c.json({
      findings: rows.map(({ finding, sourceKey, waits: _, ...row }) => ({
        ...{ ...row, key: sourceKey },
        ...{ title: finding.title, project: finding.project, severity: finding.severity },
      })),
    })
  })
  return app
}

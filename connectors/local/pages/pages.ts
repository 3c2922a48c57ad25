import { type Context, Hono } from 'hono'
import type { Db } from '../../../db/store.ts'
import type { Status } from '../../../src/domain/issue.ts'
import { bodyOf } from '../../../src/platform/in-turns/body-of.ts'
import { parseForm } from '../../../src/platform/in-turns/parse-form.ts'
import { findFile } from '../store/files.ts'
import { type FullIssue, listIssues, listProjects, readIssue } from '../store/reads.ts'
import { download } from './download.ts'
import * as forms from './forms.ts'
import { renderTexts } from './rendered-texts.ts'
import type { FormProblem } from './views/forms.ts'
import { issueView } from './views/issue.ts'
import { issuePath, notFoundView } from './views/layout.ts'
import { issuesView, lastPage, projectsView } from './views/list.ts'

/** What the pages need: the store, and milliseconds since 1970. */
export interface PagesDeps {
  readonly db: Db
  readonly now: () => number
  /** Called when a person changed something in a project. */
  readonly changed?: (project: string) => Promise<void>
}

/**
 * The embedded tracker's pages, to be mounted at `/admin` behind its log-in. They look like the console's, need no script and no inline style,
 * and work under a policy of `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'`.
 */
export function localPages(deps: PagesDeps): Hono {
  const { db } = deps
  const app = new Hono()
  const issue = '/projects/:project/issues/:number{[0-9]+}'

  app.get('/projects', async (c) => c.html(projectsView(await listProjects(db))))
  app.get('/projects/:project', (c) => showProject(c, db))
  app.get(issue, async (c) => {
    const full = await findFull(c, db)
    return full ? showIssue(c, db, full) : missing(c, 'issue')
  })
  app.get(`${issue}/attachments/:id`, async (c) => {
    const full = await findFull(c, db)
    const file = full && (await findFile(db, full.issue.id, c.req.param('id') ?? ''))
    return file ? download(file) : missing(c, 'file')
  })

  app.post(`${issue}/comments`, (c) => submit(c, deps, forms.comment))
  app.post(`${issue}/comments/:id`, (c) => submit(c, deps, forms.rewrite))
  app.post(`${issue}/comments/:id/delete`, (c) => submit(c, deps, forms.remove))
  app.post(`${issue}/close`, (c) => submit(c, deps, forms.close))
  app.post(`${issue}/reopen`, (c) => submit(c, deps, forms.reopen))
  app.post(`${issue}/edit`, (c) => submit(c, deps, forms.edit))
  app.all('/projects/*', (c) => missing(c, 'page'))
  return app
}

async function showProject(c: Context, db: Db): Promise<Response> {
  const [project] = await listProjects(db, c.req.param('project') ?? '')
  if (!project) return missing(c, 'project')
  const status: Status = c.req.query('status') === 'closed' ? 'closed' : 'open'
  const wanted = Math.trunc(Number(c.req.query('page'))) || 1
  const page = Math.min(Math.max(wanted, 1), lastPage(project, status))
  const issues = await listIssues(db, project.name, status, page)
  return c.html(issuesView({ project, status, page, issues }))
}

/** Runs a form and shows what came of it: the issue again, at the right place or with what was wrong. */
async function submit(
  c: Context,
  { db, now, changed }: PagesDeps,
  run: (submission: forms.Submission) => Promise<forms.Outcome>,
): Promise<Response> {
  const full = await findFull(c, db)
  if (!full) return missing(c, 'issue')
  const comment = c.req.param('id') ?? ''
  const outcome = await run({ db, at: now(), full, comment, field: await readForm(c) })
  if (!outcome) return missing(c, 'comment')
  if ('form' in outcome) return showIssue(c, db, full, outcome)
  await changed?.(full.issue.project)
  return c.redirect(issuePath(full.issue) + outcome.anchor, 303)
}

async function showIssue(
  c: Context,
  db: Db,
  full: FullIssue,
  problem: FormProblem | null = null,
): Promise<Response> {
  const page = await issueView(full, await renderTexts(db, full), problem)
  c.header('Content-Type', 'text/html; charset=UTF-8')
  return c.body(bodyOf(page.toString()), problem ? 422 : 200)
}

function findFull(c: Context, db: Db): Promise<FullIssue | null> {
  return readIssue(db, c.req.param('project') ?? '', Number(c.req.param('number')))
}

async function readForm(c: Context): Promise<forms.Submission['field']> {
  const fields = await parseForm(await c.req.text())
  return (name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    return value === undefined ? undefined : forms.plainBreaks(value)
  }
}

function missing(c: Context, what: string): Response | Promise<Response> {
  const why = what === 'project' ? ' A project appears with its first issue.' : ''
  return c.html(notFoundView(`There is no such ${what}.${why}`), 404)
}

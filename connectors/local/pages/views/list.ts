import { html } from 'hono/html'
import type { Status } from '../../../../src/domain/issue.ts'
import { labelChip, stateBadge } from '../../../../src/ui/badge.ts'
import type { Html } from '../../../../src/ui/html.ts'
import { time } from '../../../../src/ui/time.ts'
import { type IssueLine, type Project, pageSize } from '../../store/reads.ts'
import { base, issuePath, layout, projectPath } from './layout.ts'

/** All projects, or what will make the first one appear. */
export function projectsView(projects: readonly Project[]): Html {
  const empty = html`<p class="empty">Nothing here yet. A project appears with the first finding
that a route sends to the embedded tracker.</p>`
  const list = html`<ul class="list">${projects.map(projectLine)}</ul>`
  return layout(
    'Projects',
    [{ name: 'Projects' }],
    html`<h1>Projects</h1>
${projects.length > 0 ? list : empty}`,
  )
}

function projectLine({ name, open, closed }: Project): Html {
  return html`<li>
<a class="title" href="${projectPath(name)}">${name}</a>
<p class="meta">${open} open · ${closed} closed</p>
</li>`
}

/** What a list of issues shows: one page of those with one status. */
export interface Listing {
  readonly project: Project
  readonly status: Status
  readonly page: number
  readonly issues: readonly IssueLine[]
}

/** One page of a project's issues. */
export function issuesView(listing: Listing): Html {
  const { project, status, issues } = listing
  const list = html`<ul class="list">${issues.map((issue) => issueLine(project.name, issue))}</ul>`
  return layout(
    project.name,
    [{ name: 'Projects', path: `${base}/projects` }, { name: project.name }],
    html`<h1>${project.name}</h1>
<nav class="tabs" aria-label="Status">${tab(listing, 'open')}${tab(listing, 'closed')}</nav>
${issues.length > 0 ? list : html`<p class="empty">${emptyWords[status]}</p>`}
${pager(listing)}`,
  )
}

const emptyWords = {
  open: 'No open issues. The next finding of this project appears here.',
  closed:
    'No closed issues. One appears here when somebody closes it, or when the scanner no longer finds it.',
} satisfies Record<Status, string>

function tab({ project, status }: Listing, which: Status): Html {
  const name = which === 'open' ? 'Open' : 'Closed'
  const current = which === status ? html` aria-current="page"` : ''
  const path = `${projectPath(project.name)}?status=${which}`
  return html`<a href="${path}"${current}>${name} <span class="count">${project[which]}</span></a>`
}

function issueLine(project: string, issue: IssueLine): Html {
  return html`<li>
<a class="title" href="${issuePath({ project, number: issue.number })}">${issue.title || 'No title'}</a>
<p class="labels">${issue.labels.map(labelChip)}</p>
<p class="meta">#${issue.number} · ${stateBadge(issue)} · ${time(issue.createdAt)}${
    issue.assignee ? html` · ${issue.assignee}` : ''
  }</p>
</li>`
}

/** The last page of a project's issues with this status; 1 if there are none. */
export function lastPage(project: Project, status: Status): number {
  return Math.max(1, Math.ceil(project[status] / pageSize))
}

function pager({ project, status, page }: Listing): Html | '' {
  const last = lastPage(project, status)
  if (last === 1) return ''
  const link = (to: number, name: string) =>
    html`<a href="${projectPath(project.name)}?status=${status}&page=${to}">${name}</a>`
  return html`<nav class="pager" aria-label="Pages">
${page > 1 ? link(page - 1, '← Newer') : html`<span></span>`}
<span>Page ${page} of ${last}</span>
${page < last ? link(page + 1, 'Older →') : html`<span></span>`}
</nav>`
}

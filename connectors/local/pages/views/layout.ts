import { html } from 'hono/html'
import type { Reason, Status } from '../../../../src/domain/issue.ts'

/** Safe markup: the text of a template with everything put into it escaped. */
export type Html = ReturnType<typeof html>

/** Where the pages are mounted. */
export const base = '/admin'

/** A project's list. */
export function projectPath(project: string): string {
  return `${base}/projects/${encodeURIComponent(project)}`
}

/** An issue's page. */
export function issuePath({ project, number }: { project: string; number: number }): string {
  return `${projectPath(project)}/issues/${number}`
}

/** The issue whose page has this path, or null. */
export function placeOf(path: string): { project: string; number: number } | null {
  const [, project, number] =
    /^\/admin\/projects\/([^/]+)\/issues\/(\d+)(?:[?#]|$)/.exec(path) ?? []
  const name = decoded(project ?? '')
  return name ? { project: name, number: Number(number) } : null
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}

/** A step of the way to a page; the last one is the page itself and has no `path`. */
export interface Crumb {
  readonly name: string
  readonly path?: string
}

/** A whole page: the way to it and its content. */
export function layout(title: string, crumbs: readonly Crumb[], content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Lockstep</title>
<link rel="stylesheet" href="${base}/style.css">
</head>
<body>
<header><nav aria-label="Breadcrumb"><ol>
<li><a class="brand" href="${base}/projects">Lockstep</a></li>
${crumbs.map(({ name, path }) =>
  path ? html`<li><a href="${path}">${name}</a></li>` : html`<li aria-current="page">${name}</li>`,
)}
</ol></nav>
<form method="post" action="${base}/logout"><button class="plain">Log out</button></form></header>
<main>
${content}
</main>
</body>
</html>`
}

/** The page for something that is not there. */
export function notFoundView(what: string): Html {
  return layout(
    'Not found',
    [{ name: 'Not found' }],
    html`<h1>Not found</h1>
<p>${what}</p>
<p><a href="${base}/projects">All projects</a></p>`,
  )
}

/** A point in time, in UTC, to the minute. */
export function time(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`
}

/** A label; one that names a severity has its colour. */
export function labelChip(label: string): Html {
  const severity = /^severity:(critical|high|medium|low|info)$/i.exec(label)?.[1]?.toLowerCase()
  return html`<span class="label${severity ? ` ${severity}` : ''}">${label}</span>`
}

const reasonWords = {
  completed: 'as completed',
  not_planned: 'as not planned',
  duplicate: 'as a duplicate',
} satisfies Record<Reason, string>

/** Whether an issue is open, or why it is closed. */
export function stateBadge(state: { status: Status; reason: Reason | null }): Html {
  if (state.status === 'open') return html`<span class="state open">Open</span>`
  const why = state.reason ? ` ${reasonWords[state.reason]}` : ''
  return html`<span class="state closed">Closed${why}</span>`
}

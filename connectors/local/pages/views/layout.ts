import { html } from 'hono/html'
import type { Html } from '../../../../src/ui/html.ts'
import { type Crumb, layout as page } from '../../../../src/ui/layout.ts'

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

/** A whole page: the way to it and its content. */
export function layout(title: string, crumbs: readonly Crumb[], content: Html): Html {
  return page({ title, crumbs, content, section: 'projects' })
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

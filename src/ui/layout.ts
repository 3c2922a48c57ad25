import { html } from 'hono/html'
import type { Html } from './html.ts'

/** A step of the way to a page; the last one is the page itself and has no `path`. */
export interface Crumb {
  readonly name: string
  readonly path?: string
}

/** A part of the console that is reached from each page. */
type Section =
  | 'overview'
  | 'findings'
  | 'inbox'
  | 'jobs'
  | 'accounts'
  | 'check'
  | 'settings'
  | 'projects'

/** A whole page. */
export interface Page {
  readonly title: string
  readonly content: Html
  /** Where it belongs in the navigation. Absent on pages for people who are not logged in: they see no navigation. */
  readonly section?: Section
  readonly crumbs?: readonly Crumb[]
  /** Whether the script shows the page anew every half a minute. */
  readonly live?: boolean
}

const sections: Record<Section, readonly [path: string, name: string]> = {
  overview: ['/admin', 'Overview'],
  findings: ['/admin/findings', 'Findings'],
  inbox: ['/admin/inbox', 'Inbox'],
  jobs: ['/admin/jobs', 'Jobs'],
  accounts: ['/admin/accounts', 'Accounts'],
  check: ['/admin/check', 'Check'],
  settings: ['/admin/settings', 'Settings'],
  projects: ['/admin/projects', 'Embedded tracker'],
}

/** The page with its head, the navigation, and the way to it. */
export function layout({ title, content, section, crumbs = [], live = false }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Lockstep</title>
<link rel="icon" href="/admin/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/admin/style.css">
<script src="/admin/lockstep.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="/admin">Lockstep</a>
${section ? navigation(section) : ''}
</header>
<main id="main"${live ? html` data-live` : ''}>
${crumbs.length > 0 ? way(crumbs) : ''}
${content}
</main>
</body>
</html>`
}

function navigation(current: Section): Html {
  const links = Object.entries(sections).map(([section, [path, name]]) => {
    const here = section === current ? html` aria-current="page"` : ''
    return html`<a href="${path}"${here}>${name}</a>`
  })
  return html`<nav class="sections" aria-label="Console">${links}</nav>
<form method="post" action="/admin/logout"><button class="plain">Log out</button></form>`
}

function way(crumbs: readonly Crumb[]): Html {
  const steps = crumbs.map(({ name, path }) =>
    path
      ? html`<li><a href="${path}"><bdi>${name}</bdi></a></li>`
      : html`<li aria-current="page"><bdi>${name}</bdi></li>`,
  )
  return html`<nav class="way" aria-label="Breadcrumb"><ol>${steps}</ol></nav>`
}

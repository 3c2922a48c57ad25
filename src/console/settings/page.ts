import { html } from 'hono/html'
import type { Deps, ShownSettings } from '../../deps.ts'
import { severities } from '../../domain/finding.ts'
import { accountName } from '../../queue/accounts.ts'
import { badge, labelChip } from '../../ui/badge.ts'
import { field } from '../../ui/form.ts'
import { type Html, withCode } from '../../ui/html.ts'
import { facts, table } from '../../ui/table.ts'
import { choices, namesOf } from '../findings/list.ts'
import { sessionsView } from '../sessions/page.ts'
import type { ShownSession } from '../sessions/routes.ts'
import type { Sample, Trial } from './try-routes.ts'

type Setting = ShownSettings['groups'][number]['settings'][number]

interface Shown {
  readonly sample: Sample
  readonly trial: Trial | null
  readonly sessions: readonly ShownSession[]
}

/** What is set, where from, the routes, and a form that tries them. */
export function settingsView(
  deps: Deps,
  { groups, routesFrom }: ShownSettings,
  { sample, trial, sessions }: Shown,
): Html {
  return html`<h1>Settings</h1>
<p>Settings come from the environment, and from <code>.env</code> on Node. The routes come from ${routesFrom}. To change them, edit and restart. Values that may be secret are never shown. Programs find everything in the <a href="/reference">API reference</a>.</p>
<h2 id="try">Try the routes</h2>
${trialForm(deps, sample)}
${trial ? trialView(trial) : ''}
<h2 id="sessions">Log-ins</h2>
${sessionsView(sessions)}
<h2>Routes</h2>
${routesTable(deps)}
${groups.map(({ title, settings }) => html`<h2>${title}</h2>${settingsTable(title, settings)}`)}`
}

function trialForm(deps: Deps, { source, project, severity, title, body }: Sample): Html {
  const scanners = namesOf(deps, ['kondukto', ...deps.sources.keys()])
  return html`<form class="card" method="get" action="/admin/settings#try">
<div class="split">
${field({ name: 'source', label: 'Scanner', value: source, options: scanners })}
${field({ name: 'project', label: 'Project', value: project })}
${field({ name: 'severity', label: 'Severity', value: severity, options: choices(severities) })}
${field({ name: 'title', label: 'Title', value: title })}
</div>
${field({ name: 'body', label: 'Text (Markdown)', value: body, rows: 4 })}
<button name="try" value="1">Try it</button>
</form>`
}

function trialView({ route, tracker, target, problem, title, body, labels, options }: Trial): Html {
  if (route === null) return html`<p class="alert" role="status">${problem}</p>`
  return html`<div class="card" role="status">
<p>Route ${route + 1} takes it: it goes to <strong>${tracker}</strong>, <bdi>${target}</bdi>.${problem ? html` <span class="alert">${problem}</span>` : ''}</p>
${facts([
  ['Title', html`<bdi>${title || 'No title'}</bdi>`],
  ['Labels', labels.length > 0 ? html`${labels.map(labelChip)}` : 'none'],
  ['Options of the route', html`<code>${JSON.stringify(options)}</code>`],
])}
<p class="meta">The text as it would be filed:</p>
<pre class="payload" tabindex="0">${body || 'No text.'}</pre>
</div>`
}

function routesTable(deps: Deps): Html {
  return table(
    'The first route that takes a finding says where it goes',
    {
      empty: 'No route.',
      columns: [
        { name: 'Route', cell: ({ at }) => at + 1 },
        { name: 'When', cell: ({ when }) => whenWords({ ...when }) },
        {
          name: 'To',
          cell: ({ to }) =>
            html`<a href="/admin/accounts#${to.account}">${accountName(deps, to.account)}</a>: ${to.target}`,
        },
        { name: 'Labels', cell: ({ to }) => to.labels.join(', ') || '–' },
      ],
    },
    deps.config.routes.map((route, at) => ({ ...route, at })),
  )
}

function whenWords(when: Readonly<Record<string, readonly string[] | undefined>>): string {
  const parts = Object.entries(when).map(([name, values]) => `${name} is ${values?.join(' or ')}`)
  return parts.join(' and ') || 'any finding'
}

function settingsTable(title: string, settings: readonly Setting[]): Html {
  return table<Setting>(
    `Settings of ${title}`,
    {
      empty: 'None.',
      columns: [
        { name: 'Name', cell: ({ name }) => html`<code>${name}</code>` },
        { name: 'State', cell: ({ isSet }) => (isSet ? badge('Set', 'good') : badge('Not set')) },
        {
          name: 'Value',
          cell: ({ isSet, value, default: usual }) =>
            value ?? (isSet ? 'not shown' : usual ? `${usual} (default)` : '–'),
        },
        { name: 'Meaning', cell: ({ meaning }) => withCode(meaning), room: 'long' },
      ],
    },
    settings,
  )
}

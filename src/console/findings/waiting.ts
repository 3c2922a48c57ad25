import { html } from 'hono/html'
import type { UnfiledFinding } from '../../../db/tables/unfiled.ts'
import { address } from '../../ui/address.ts'
import { severityChip } from '../../ui/badge.ts'
import type { Html } from '../../ui/html.ts'
import { table } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'

/** Findings that no route takes, and what to do about it. */
export function waitingView(rows: readonly UnfiledFinding[], pageSize: number): Html {
  const last = rows.length === pageSize ? rows.at(-1) : undefined
  return html`<h1>Findings that wait for a route</h1>
<p>No line of the routes file takes these findings. Add a line that does, such as a last one without <code>when</code>, and restart: they are filed then. <a href="/admin/settings#try">Try the routes on a sample</a>.</p>
${table<UnfiledFinding>(
  'By scanner and key',
  {
    empty: 'None: the routes take every finding that has come in.',
    columns: [
      {
        name: 'Finding',
        cell: ({ finding }) => html`<bdi class="title">${finding.title || 'No title'}</bdi>`,
      },
      { name: 'Severity', cell: ({ finding }) => severityChip(finding.severity) || '–' },
      { name: 'Project', cell: ({ finding }) => html`<bdi>${finding.project}</bdi>` },
      { name: 'Scanner', cell: ({ by }) => by },
      { name: 'Why', cell: ({ reason }) => reason },
      { name: 'Came', cell: ({ at }) => time(at) },
    ],
  },
  rows,
)}
${last ? html`<nav class="pager" aria-label="Pages"><a href="${address('/admin/waiting', { source: last.source, key: last.sourceKey })}">More →</a></nav>` : ''}`
}

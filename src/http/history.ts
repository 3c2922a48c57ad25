import { html } from 'hono/html'
import { listHistory } from '../../db/tables/history.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { listJobs } from '../../db/tables/queue/jobs.ts'
import type { Deps } from '../deps.ts'
import { kindWords } from '../ui/kinds.ts'
import { time } from '../ui/time.ts'

/** What happened to an issue and why, newest first: what came in, and the jobs that followed. For administrators. */
export async function historyOf(deps: Deps, issue: Issue) {
  const lines = [
    ...(await listHistory(deps.db, issue.id)).map(({ at, source, reason }) => ({
      at,
      who: source,
      what: reason,
    })),
    ...(await listJobs(deps.db, issue.id)).map(({ createdAt, kind, state, reason, error }) => ({
      at: createdAt,
      who: 'lockstep',
      what: `${kindWords(kind)}: ${state}, because ${reason}${error ? ` (${error})` : ''}`,
    })),
  ].toSorted((a, b) => b.at - a.at)
  const scanner = deps.sources.get(issue.source)
  const silent = scanner && !scanner.source.push ? scanner.name : ''
  return html`<p><a href="/admin/findings/${issue.id}">Look at it in the console</a></p>
    <h2>History</h2>
    ${silent && html`<p>${silent} has no API to receive what happens here.</p>`}
    <table class="rows">
      <thead>
        <tr><th>When</th><th>Who</th><th>What</th></tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ at, who, what }) =>
            html`<tr><td data-name="When">${time(at)}</td><td data-name="Who">${who}</td><td data-name="What">${what}</td></tr>`,
        )}
      </tbody>
    </table>`
}

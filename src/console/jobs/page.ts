// One file: the views of jobs share their words and badges.

import { html } from 'hono/html'
import type { JobRow } from '../../../db/tables/console/jobs.ts'
import { windowRows } from '../../../db/tables/console/window.ts'
import type { Attempt } from '../../../db/tables/queue/attempts.ts'
import type { Job } from '../../../db/tables/queue/jobs.ts'
import type { Deps } from '../../deps.ts'
import { accountName, queueAccounts } from '../../queue/accounts.ts'
import { counted } from '../../queue/problems/problem.ts'
import { address } from '../../ui/address.ts'
import { badge } from '../../ui/badge.ts'
import { button, filterForm } from '../../ui/form.ts'
import type { Html } from '../../ui/html.ts'
import { jobWords, kindNames, kindWords } from '../../ui/kinds.ts'
import { facts, table } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'
import { any, namesOf } from '../findings/list.ts'
import { attemptLine } from '../findings/timeline.ts'
import type { JobsQuery } from '../query.ts'
import { findingPath, jobPath, stateWords } from '../words.ts'

const states = ['failed', 'ready', 'waiting', 'running', 'all'] as const

/** Jobs with their filter. `more` leads to the next page. */
export function jobsView(
  deps: Deps,
  query: JobsQuery,
  { jobs, more }: { readonly jobs: readonly JobRow[]; readonly more: string | null },
): Html {
  const { state, account, kind, destination, error } = query
  const choice = { account, kind, destination, error }
  const accounts = namesOf(deps, [...queueAccounts(deps).keys()])
  return html`<h1>Jobs</h1>
<p>A job is one piece of work in the background, such as filing one issue.</p>
${state === 'all' ? '' : html`<p class="meta">${badge(state, state === 'failed' ? 'bad' : 'calm')} ${stateWords[state]}</p>`}
${filterForm('/admin/jobs', [
  { name: 'state', label: 'State', value: state, options: states.map((name) => [name, name]) },
  { name: 'account', label: 'Account', value: account, options: [any, ...accounts] },
  {
    name: 'kind',
    label: 'Kind',
    value: kind,
    options: [['', 'any'], ...kindNames.map((name) => [name, kindWords(name)] as const)],
  },
  { name: 'destination', label: 'Destination', value: destination },
  { name: 'error', label: 'Words of the error', value: error },
])}
<p class="meta"><a href="${address('/admin/jobs.csv', { state, ...choice })}">Download these jobs as CSV</a> · <a href="${address('/admin/attempts.csv', { state, ...choice })}">Download their attempts as CSV</a></p>
${state === 'failed' && jobs.length > 0 ? html`<p><a class="button" href="${address('/admin/jobs/redrive', choice)}">Retry all that match…</a></p>` : ''}
${jobsTable(deps, jobs, state === 'failed' ? 'No job has failed.' : 'No job is in this state.')}
${query.skip + jobs.length >= windowRows ? html`<p class="meta">The list ends at 5,000 jobs. Narrow it with the filter to see others.</p>` : ''}
${more ? html`<nav class="pager" aria-label="Pages"><a href="${more}">More →</a></nav>` : ''}`
}

function jobsTable(deps: Deps, jobs: readonly JobRow[], empty: string): Html {
  return table<JobRow>(
    'Jobs',
    {
      empty,
      columns: [
        {
          name: 'Job',
          room: 'name',
          cell: (job) => html`<a class="title" href="${jobPath(job.id)}">${jobWords(job)}</a>`,
        },
        {
          name: 'State',
          cell: ({ state, tries }) =>
            html`${stateBadge(state)}${tries > 0 ? html` <span class="meta">${counted(tries, 'retry', 'retries')}</span>` : ''}`,
        },
        { name: 'Where', cell: (job) => placeOf(deps, job), room: 'name' },
        { name: 'Error', cell: ({ error }) => error ?? '–', room: 'long' },
        {
          name: 'Next try',
          cell: ({ dueAt, state }) => (dueAt && state === 'waiting' ? time(dueAt) : '–'),
        },
        {
          name: 'Finding',
          cell: ({ issueId }) => (issueId ? html`<a href="${findingPath(issueId)}">Open</a>` : '–'),
        },
        { name: 'Since', cell: ({ createdAt }) => time(createdAt) },
      ],
    },
    jobs,
  )
}

function stateBadge(state: JobRow['state']): Html {
  return badge(state, state === 'failed' ? 'bad' : state === 'done' ? 'good' : 'calm')
}

/** The account by its name, and the place in it. */
function placeOf(
  deps: Deps,
  { account, destination }: Pick<JobRow, 'account' | 'destination'>,
): Html {
  const target = destination?.slice(account.length + 1)
  return html`${accountName(deps, account)}${target ? html`: <bdi>${target}</bdi>` : ''}`
}

/** One job with its attempts. */
export function jobView(deps: Deps, job: Job, attempts: readonly Attempt[]): Html {
  const { id, state, reason, account, issueId, requestId, error } = job
  return html`<h1>${jobWords(job)} ${stateBadge(state)}</h1>
${error ? html`<p class="${state === 'failed' ? 'alert' : 'notice'}">${accountName(deps, account)} says: ${error}</p>` : ''}
<p>${stateWords[state]}</p>
${state === 'failed' ? html`<div class="actions">${button('/admin/jobs/redrive', 'Retry', { values: { job: id } })}${button('/admin/jobs/dismiss', 'Give up', { values: { job: id }, look: 'danger' })}</div>` : ''}
${facts([
  ['Why', reason],
  ['Where', html`<a href="/admin/accounts#${account}">${placeOf(deps, job)}</a>`],
  ['Finding', issueId ? html`<a href="${findingPath(issueId)}">Open the finding</a>` : 'none'],
  ['Retries', job.tries],
  ['Next try', job.dueAt && state === 'waiting' ? time(job.dueAt) : '–'],
  ['Failing since', job.failingSince ? time(job.failingSince) : '–'],
  ['Made', time(job.createdAt)],
  ['Over', job.finishedAt ? time(job.finishedAt) : '–'],
  ['Request', requestId ? html`<code>${requestId}</code>` : '–'],
  ['Id', html`<code>${id}</code>`],
])}
<h2>Attempts</h2>
${attempts.length > 0 ? html`<ol class="timeline">${attempts.map(attemptLine)}</ol>` : html`<p class="empty">None yet, or none was recorded.</p>`}`
}

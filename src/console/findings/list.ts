// One file: one list, its filters and its columns.

import { html } from 'hono/html'
import { type FindingRow, searchFindings } from '../../../db/tables/console/findings.ts'
import { errorsOf } from '../../../db/tables/console/jobs.ts'
import type { Listed } from '../../../db/tables/console/window.ts'
import type { Deps } from '../../deps.ts'
import { severities } from '../../domain/finding.ts'
import { accountName } from '../../queue/accounts.ts'
import { address } from '../../ui/address.ts'
import { badge, severityChip, stateBadge } from '../../ui/badge.ts'
import { filterForm } from '../../ui/form.ts'
import type { Html } from '../../ui/html.ts'
import { table } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'
import { olderLink } from '../older.ts'
import type { FindingsQuery } from '../query.ts'
import { findingPath } from '../words.ts'

/** A finding as the list shows it, with why it is not filed yet or not up to date. */
export interface ListedFinding extends FindingRow {
  readonly error: string | null
}

const pageSize = 50

/** One page of findings. */
export async function loadFindings(
  { db }: Deps,
  { before, ...filter }: FindingsQuery,
  limit = pageSize,
): Promise<Listed<ListedFinding>> {
  const listed = await searchFindings(db, filter, { before, limit })
  const errors = await errorsOf(
    db,
    listed.rows.map(({ id }) => id),
  )
  const rows = listed.rows.map((row) => ({ ...row, error: errors.get(row.id) ?? null }))
  return { ...listed, rows }
}

const states = [
  ['', 'any'],
  ['open', 'open'],
  ['closed', 'closed'],
  ['filed', 'filed'],
  ['waiting', 'waiting to be filed'],
  ['failed', 'with a failed job'],
  ['gone', 'missing or deleted in the tracker'],
] as const

/** The list with its filter. */
export function findingsView(
  deps: Pick<Deps, 'accounts' | 'sources'>,
  query: FindingsQuery,
  found: Listed<ListedFinding>,
): Html {
  const { q, source, severity, state, account, project } = query
  const scanners = namesOf(deps, ['kondukto', ...deps.sources.keys()])
  const trackers = namesOf(deps, [...deps.accounts.keys()])
  return html`<h1>Findings</h1>
${filterForm('/admin/findings', [
  { name: 'q', label: 'Title, key or id', value: q },
  { name: 'state', label: 'State', value: state, options: states },
  { name: 'severity', label: 'Severity', value: severity, options: choices(severities) },
  { name: 'source', label: 'Scanner', value: source, options: [any, ...scanners] },
  { name: 'account', label: 'Tracker', value: account, options: [any, ...trackers] },
  { name: 'project', label: 'Project', value: project },
])}
<p class="meta"><a href="/admin/waiting">Findings that wait for a route</a> · <a href="${address('/admin/findings.csv', { ...query, before: undefined })}">Download as CSV</a>${state === 'failed' ? html` · <a href="${address('/admin/jobs/redrive', { account })}">Retry what failed</a>` : ''}</p>
${state === 'failed' || state === 'waiting' ? html`<p class="meta">Up to 5,000 jobs of this state are looked at. <a href="${address('/admin/jobs', { state: state === 'failed' ? 'failed' : 'ready', account })}">Look at the jobs</a></p>` : ''}
${listOf(deps, found.rows, q || source || severity || state || account || project ? 'No finding matches. Show all, or look further back.' : 'No finding has come in yet. Connect a scanner: README says how.')}
${olderLink('/admin/findings', query, found)}`
}

/** The choice of all. */
export const any = ['', 'any'] as const

/** Accounts and senders as a choice, by their names. */
export function namesOf(
  deps: Pick<Deps, 'accounts' | 'sources'>,
  ids: readonly string[],
): (readonly [string, string])[] {
  return ids.map((id) => [id, accountName(deps, id)] as const)
}

/** A choice of names, or of none. */
export function choices(names: readonly string[]): (readonly [string, string])[] {
  return [any, ...names.map((name) => [name, name] as const)]
}

function listOf(
  deps: Pick<Deps, 'accounts' | 'sources'>,
  rows: readonly ListedFinding[],
  empty: string,
): Html {
  return table<ListedFinding>(
    'Findings, newest first',
    {
      empty,
      columns: [
        {
          name: 'Finding',
          room: 'long',
          cell: ({ id, title }) =>
            html`<a class="title" href="${findingPath(id)}"><bdi>${title || 'No title'}</bdi></a>`,
        },
        { name: 'Severity', cell: ({ severity }) => severityChip(severity) || '–' },
        { name: 'State', cell: stateCell, room: 'name' },
        { name: 'Issue', cell: (row) => issueCell(deps, row), room: 'name' },
        {
          name: 'Scanner',
          room: 'name',
          cell: ({ source, project }) =>
            html`${accountName(deps, source)}${project ? html`, <bdi>${project}</bdi>` : ''}`,
        },
        { name: 'Came', cell: ({ createdAt }) => time(createdAt) },
      ],
    },
    rows,
  )
}

function stateCell({ remoteId, error, goneAt, missingAt, ...state }: ListedFinding): Html {
  if (goneAt) return badge('Deleted in the tracker', 'warn')
  if (missingAt) return badge('Missing in the tracker', 'warn')
  const why = error ? html` <span class="meta">${error}</span>` : ''
  if (remoteId === null)
    return html`${badge(error ? 'Not filed' : 'Waiting', error ? 'bad' : 'warn')}${why}`
  return html`${stateBadge(state)}${error ? html` ${badge('Not up to date', 'bad')}${why}` : ''}`
}

function issueCell(
  deps: Pick<Deps, 'accounts' | 'sources'>,
  { account, target, remoteKey, remoteUrl }: ListedFinding,
): Html {
  const place = html`<span class="meta">${accountName(deps, account)}: <bdi>${target}</bdi></span>`
  return remoteUrl ? html`<a href="${remoteUrl}">${remoteKey}</a> ${place}` : place
}

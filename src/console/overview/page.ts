// One file: one page, from its top to its foot.

import { html } from 'hono/html'
import { heldReason } from '../../../db/tables/queue/hold.ts'
import { counted, waitWords } from '../../queue/problems/problem.ts'
import { badge } from '../../ui/badge.ts'
import { bars } from '../../ui/bars.ts'
import { button } from '../../ui/form.ts'
import type { Html } from '../../ui/html.ts'
import { table } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'
import { healthBadge, workedWords } from '../accounts/page.ts'
import { jobsPath, outcomeWords } from '../words.ts'
import type { Attention } from './attention.ts'
import { lookBack, type Overview, type SourceStatistics } from './data.ts'

/** What needs a person first, then how accounts and sources do. */
export function overviewView({ attention, accounts, sources, check, ...rest }: Overview): Html {
  return html`<h1>Overview</h1>
<section aria-labelledby="attention"><h2 id="attention">Needs attention${attention.length > 0 ? html` <span class="count">${attention.length}</span>` : ''}</h2>
${attention.length > 0 ? attention.map(card) : html`<p class="notice">All is well: every finding is filed or on its way.</p>`}
${checkLine(check)}</section>
<h2>Accounts</h2>
${table(
  'Log-ins to trackers and scanners',
  {
    empty: 'No account is set up.',
    columns: [
      { name: 'Account', cell: (it) => html`<a href="/admin/accounts#${it.id}">${it.name}</a>` },
      { name: 'Health', cell: healthBadge },
      {
        name: 'Waiting',
        cell: ({ id, open }) =>
          html`<a href="${jobsPath('ready', id)}">${open.ready + open.waiting}</a>`,
      },
      {
        name: 'Failed',
        cell: ({ id, open }) => html`<a href="${jobsPath('failed', id)}">${open.failed}</a>`,
      },
      {
        name: 'Attempts that worked',
        cell: ({ attempts }) => workedWords(attempts),
      },
      {
        name: 'Last attempt',
        cell: ({ attempts }) => (attempts.lastAt ? time(attempts.lastAt) : '–'),
      },
    ],
  },
  accounts,
)}
<h2>Sources</h2>
${sourcesTable(sources)}
${pictures(rest)}`
}

/** What the last check found besides problems, which are among the cards. */
function checkLine(check: Overview['check']): Html {
  const link = (words: string) => html`<a href="/admin/check">${words}</a>`
  if (!check) return html`<p class="meta">The set-up was not checked yet. ${link('Check it')}</p>`
  const { at, warnings } = check
  return warnings > 0
    ? html`<p class="meta">The check of ${time(at)} found ${counted(warnings, 'warning')}. ${link('Look at them')}</p>`
    : html`<p class="meta">The check of ${time(at)} found no warning. ${link('Check again')}</p>`
}

function card(it: Attention): Html {
  const { what, title, cause, remedy, since, waiting, nextTry } = it
  const isFound = what === 'wrong-set-up'
  const waits = what === 'waiting-for-route' || what.endsWith('-paused')
  const facts = [
    since ? html`${isFound ? 'Found by the check of' : 'Since'} ${time(since)}.` : '',
    waits && waiting > 0 ? ` ${waitWords(waiting)}.` : '',
    nextTry ? html` Next try ${time(nextTry)}.` : '',
  ]
  const isMild = ['jobs-overdue', 'polls-failing', 'wrong-set-up'].includes(what)
  return html`<article class="card attention${isMild ? ' warn' : ''}">
<h3>${title}</h3>
<p>${cause}</p>
<p class="meta">${facts}</p>
<p><strong>What to do:</strong> ${remedy}</p>
${way(it)}
</article>`
}

/** The button that mends it, or the page where it can be mended. */
function way({ what, account, destination, cause }: Attention): Html | '' {
  const values = { account: account ?? '', destination: destination ?? '' }
  if (what === 'account-paused' || what === 'destination-paused')
    return cause === heldReason
      ? button('/admin/accounts/resume', 'Resume', { values })
      : button('/admin/accounts/check', 'Check now', { values })
  if (what === 'jobs-failed')
    return html`<p><a class="button" href="/admin/jobs/redrive?account=${account}">Retry them…</a> <a href="${jobsPath('failed', account ?? '')}">Look at them</a></p>`
  if (what === 'waiting-for-route') return html`<p><a href="/admin/waiting">Look at them</a></p>`
  if (what === 'wrong-set-up') return html`<p><a href="/admin/check">Check again</a></p>`
  return account ? html`<p><a href="/admin/accounts#${account}">Look at the account</a></p>` : ''
}

/** What each sender's newest messages came to. */
function sourcesTable(sources: readonly SourceStatistics[]): Html {
  return table(
    `The newest ${lookBack.toLocaleString('en')} messages by sender`,
    {
      empty: 'No message has come in yet. Connect a scanner: README says how.',
      columns: [
        {
          name: 'Sender',
          cell: (it) => html`<a href="/admin/inbox?source=${it.source}">${it.name}</a>`,
        },
        { name: 'Messages', cell: ({ total }) => total },
        { name: 'Accepted', cell: ({ accepted }) => accepted },
        { name: 'Led to nothing', cell: ({ ignored }) => ignored },
        {
          name: 'Refused',
          cell: (it) =>
            html`<a href="/admin/inbox?source=${it.source}&amp;outcome=refused">${it.refused}</a>`,
        },
        { name: 'Success rate', cell: ({ successRate }) => `${successRate} %` },
        {
          name: 'Refused in a row',
          cell: ({ refusedInARow: n }) => (n > 0 ? badge(String(n), 'bad') : '0'),
        },
        { name: 'Last', cell: ({ lastAt }) => time(lastAt) },
      ],
    },
    sources,
  )
}

function pictures({ findingsByDay, attempts }: Pick<Overview, 'findingsByDay' | 'attempts'>): Html {
  const outcomes = [...Map.groupBy(attempts, ({ outcome }) => outcome)].map(([outcome, its]) => ({
    name: outcomeWords[outcome] ?? outcome,
    count: its.reduce((sum, { count }) => sum + count, 0),
    tone: outcome === 'done' ? 'good' : 'bad',
  }))
  return html`<div class="split">
${bars(
  'New findings by day',
  findingsByDay.map(({ day, count }) => ({ name: day, count })),
)}
${outcomes.length > 0 ? bars(`The newest ${lookBack.toLocaleString('en')} attempts by outcome`, outcomes) : ''}
</div>`
}

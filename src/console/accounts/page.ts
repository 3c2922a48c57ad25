import { html } from 'hono/html'
import { badge } from '../../ui/badge.ts'
import { button } from '../../ui/form.ts'
import type { Html } from '../../ui/html.ts'
import { facts, table } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'
import { jobsPath } from '../words.ts'
import type { AccountHealth, DestinationHealth } from './health.ts'

/** How an account does, in a word. */
export function healthBadge({ isSetUp, pausedAt, open, destinations }: AccountHealth): Html {
  if (!isSetUp) return badge('Not set up', open.ready + open.waiting > 0 ? 'bad' : 'calm')
  if (pausedAt) return badge('Paused', 'bad')
  if (open.failed > 0) return badge('Jobs failed', 'bad')
  if (destinations.some((it) => it.pausedAt)) return badge('Partly paused', 'warn')
  if (destinations.some((it) => it.pollError)) return badge('Polls fail', 'warn')
  return badge('Well', 'good')
}

/** How many of the newest attempts worked, in words. */
export function workedWords({ worked, total }: AccountHealth['attempts']): string {
  return total === 0
    ? 'none yet'
    : `${worked.toLocaleString('en')} of the last ${total.toLocaleString('en')}`
}

/** All accounts and their destinations, with what can be done about each. `result` says what an action came to. */
export function accountsView(accounts: readonly AccountHealth[], result: Html | '' = ''): Html {
  return html`<h1>Accounts and destinations</h1>
<p><a href="/admin/check">Check the whole set-up</a>: log-ins, permissions, required fields, webhooks, clock and store.</p>
${result}
<p>An account is a log-in to a tracker or a scanner. A destination is a place in it, such as a repository or a project.</p>
${accounts.map(accountSection)}`
}

function accountSection(account: AccountHealth): Html {
  const { id, name, type, open, attempts } = account
  return html`<section id="${id}"><h2>${name} ${healthBadge(account)}</h2>
${stateLine(account)}
${facts([
  ['Name in the settings', id],
  ['Waiting jobs', html`<a href="${jobsPath('ready', id)}">${open.ready + open.waiting}</a>`],
  ['Running jobs', html`<a href="${jobsPath('running', id)}">${open.running}</a>`],
  ['Failed jobs', html`<a href="${jobsPath('failed', id)}">${open.failed}</a>`],
  ['Attempts that worked', workedWords(attempts)],
  ['Last attempt', attempts.lastAt ? time(attempts.lastAt) : 'none yet'],
])}
${type === 'own' || !account.isSetUp ? '' : accountButtons(account)}
${account.destinations.length > 0 && type === 'tracker' ? destinationsTable(account) : ''}</section>`
}

function stateLine({ isSetUp, pausedAt, pausedReason, nextTry, nextWriteAt }: AccountHealth): Html {
  if (!isSetUp)
    return html`<p>The settings no longer name it. Set it up again: until then its jobs wait.</p>`
  if (pausedAt)
    return html`<p>Paused since ${time(pausedAt)}: ${pausedReason} ${nextTry ? html`Checked again ${time(nextTry)}.` : 'It stays so until you resume it.'}</p>`
  if (nextWriteAt)
    return html`<p>Lockstep keeps within the tracker's limit: the next write is at ${time(nextWriteAt)}.</p>`
  return html`<p>Work goes on.</p>`
}

function accountButtons({ id, type, pausedAt }: AccountHealth): Html {
  const values = { account: id }
  const look = 'quiet'
  return html`<div class="actions">
${type === 'scanner' || pausedAt ? button('/admin/accounts/check', 'Check now', pausedAt ? { values } : { values, look }) : ''}
${pausedAt ? button('/admin/accounts/resume', 'Resume', { values, look }) : button('/admin/accounts/pause', 'Pause', { values, look })}
</div>`
}

function destinationsTable({ id: account, name, destinations }: AccountHealth): Html {
  return table<DestinationHealth>(
    `Destinations of ${name}`,
    {
      empty: '',
      columns: [
        { name: 'Destination', cell: ({ target }) => target, room: 'name' },
        {
          name: 'State',
          cell: ({ pausedAt, pausedReason, nextTry, pollError }) => {
            if (pausedAt)
              return html`${badge('Paused', 'bad')} since ${time(pausedAt)}: ${pausedReason} ${nextTry ? html`Checked again ${time(nextTry)}.` : ''}`
            return pollError
              ? html`${badge('Polls fail', 'warn')} ${pollError}`
              : badge('Well', 'good')
          },
        },
        { name: 'Asked next', cell: ({ nextPollAt }) => (nextPollAt ? time(nextPollAt) : '–') },
        {
          name: 'What you can do',
          cell: ({ id, pausedAt }) => {
            const values = { account, destination: id }
            const look = 'quiet'
            return html`${button('/admin/accounts/check', 'Check now', { values, look })}
${pausedAt ? button('/admin/accounts/resume', 'Resume', { values, look }) : button('/admin/accounts/pause', 'Pause', { values, look })}
${button('/admin/accounts/test', 'Send a test issue', { values, look })}`
          },
        },
      ],
    },
    destinations,
  )
}

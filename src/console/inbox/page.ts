import { html } from 'hono/html'
import type { MessageRow } from '../../../db/tables/console/messages.ts'
import type { Listed } from '../../../db/tables/console/window.ts'
import type { InboxRow } from '../../../db/tables/inbox.ts'
import type { Deps } from '../../deps.ts'
import { accountName } from '../../queue/accounts.ts'
import { address } from '../../ui/address.ts'
import { badge } from '../../ui/badge.ts'
import { button, filterForm } from '../../ui/form.ts'
import type { Html } from '../../ui/html.ts'
import { facts, table } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'
import { any, namesOf } from '../findings/list.ts'
import { olderLink } from '../older.ts'
import type { InboxQuery } from '../query.ts'
import { findingPath, messagePath } from '../words.ts'
import { struck } from './strike.ts'

/** Messages with their filter. */
export function inboxView(
  deps: Pick<Deps, 'accounts' | 'sources'>,
  query: InboxQuery,
  found: Listed<MessageRow>,
): Html {
  const { q, source, outcome } = query
  const ids = ['kondukto', ...deps.sources.keys(), ...deps.accounts.keys()]
  return html`<h1>Inbox</h1>
<p>Every message that came in, from scanners and trackers, and what became of it.</p>
${filterForm('/admin/inbox', [
  { name: 'q', label: 'Words of the reason, or an id', value: q },
  { name: 'source', label: 'Sender', value: source, options: [any, ...namesOf(deps, ids)] },
  { name: 'outcome', label: 'What became of it', value: outcome, options: outcomes },
])}
<p class="meta"><a href="${address('/admin/inbox.csv', { q, source, outcome })}">Download as CSV</a></p>
${table<MessageRow>(
  'Messages, newest first',
  {
    empty:
      'No message matches. If a scanner should have sent one, check its address and that it can reach Lockstep.',
    columns: [
      { name: 'Came', cell: ({ id, at }) => html`<a href="${messagePath(id)}">${time(at)}</a>` },
      { name: 'Sender', cell: ({ source: sender }) => accountName(deps, sender) },
      { name: 'Outcome', cell: ({ outcome: came }) => outcomeBadge(came) },
      { name: 'Reason', cell: ({ reason }) => html`<bdi>${reason}</bdi>`, room: 'long' },
      {
        name: 'Finding',
        cell: ({ issueId }) => (issueId ? html`<a href="${findingPath(issueId)}">Open</a>` : '–'),
      },
    ],
  },
  found.rows,
)}
${olderLink('/admin/inbox', query, found)}`
}

const outcomes = [
  ['', 'any'],
  ['accepted', 'accepted'],
  ['ignored', 'led to nothing'],
  ['refused', 'refused'],
] as const

function outcomeBadge(outcome: InboxRow['outcome']): Html {
  if (outcome === 'refused') return badge('Refused', 'bad')
  return outcome === 'ignored' ? badge('Led to nothing', 'warn') : badge('Accepted', 'good')
}

const explained = {
  accepted: 'Lockstep accepted and processed it.',
  ignored: 'It was understood, and no issue follows from it. The reason says why.',
  refused:
    'Lockstep did not accept it. Mend the cause that the reason names, and have the sender send it again.',
} as const

/** One message with its text. */
export function messageView(deps: Deps, message: InboxRow, canProcess: boolean): Html {
  const { id, source, outcome, reason, issueId, requestId, eventKey, headers, body, at } = message
  const name = accountName(deps, source)
  return html`<h1>Message from ${name}</h1>
<p class="${outcome === 'refused' ? 'alert' : 'notice'}">${outcomeBadge(outcome)} <bdi>${reason}</bdi></p>
<p>${explained[outcome]}</p>
${canProcess ? html`<p>If the cause is mended, such as a route that was missing, Lockstep can process the message again.</p>${button(`${messagePath(id)}/process`, 'Process again')}` : ''}
${facts([
  ['Came', time(at)],
  ['Sender', html`<a href="/admin/inbox?source=${source}">${name}</a>`],
  ...(message.address ? [['Came from', message.address] as const] : []),
  ...(message.count > 1 ? [['Stands for', `${message.count} messages`] as const] : []),
  ['Finding', issueId ? html`<a href="${findingPath(issueId)}">Open the finding</a>` : 'none'],
  ["The sender's id", eventKey ? html`<code>${eventKey}</code>` : 'none'],
  ['Request', requestId ? html`<code>${requestId}</code>` : '–'],
  ['Id', html`<code>${id}</code>`],
])}
<h2>Headers</h2>
${Object.keys(headers).length > 0 ? facts(Object.entries(headers)) : html`<p class="empty">None were kept. Headers that prove identity never are.</p>`}
<h2>Text</h2>
${body === null ? html`<p class="empty">Not kept: it was refused, said nothing new, or was longer than 100,000 characters.</p>` : html`<pre class="payload" tabindex="0">${struck(body)}</pre>`}`
}

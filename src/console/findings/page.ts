import { html, raw } from 'hono/html'
import type { Deps } from '../../deps.ts'
import { escapeInTurns } from '../../platform/in-turns/escape-text.ts'
import { accountName } from '../../queue/accounts.ts'
import { labelChip, severityChip, stateBadge } from '../../ui/badge.ts'
import { button, field } from '../../ui/form.ts'
import type { Content, Html } from '../../ui/html.ts'
import { facts } from '../../ui/table.ts'
import { time } from '../../ui/time.ts'
import { findingPath } from '../words.ts'
import type { FindingDetail } from './finding.ts'
import { explainState } from './state.ts'
import { timeline } from './timeline.ts'

/** One finding: where it stands, what can be done, and all that happened. */
export async function findingView(deps: Deps, detail: FindingDetail): Promise<Html> {
  const { finding } = detail
  const text = raw(await escapeInTurns(finding.body))
  const tracker = deps.accounts.get(finding.account)?.name ?? finding.account
  return html`<h1><bdi>${finding.title || 'No title'}</bdi></h1>
<p>${severityChip(finding.severity)} ${finding.remoteId ? stateBadge(finding) : ''}</p>
<p class="${needsPerson(detail) ? 'alert' : 'notice'}">${explainState(detail, tracker)}</p>
${buttons(detail)}
${facts(factsOf(deps, detail))}
<details><summary>Text as the scanner sent it</summary><pre class="payload" tabindex="0">${text}</pre></details>
<h2>Timeline</h2>
${silentNote(deps, finding.source)}
${timeline(deps, detail)}`
}

/** Whether it goes on only if somebody acts. */
function needsPerson({ finding, jobs, pause }: FindingDetail): boolean {
  return (
    finding.missingAt !== null || pause !== null || jobs.some(({ state }) => state === 'failed')
  )
}

/** The way back to the scanner. What it sends is linked only if it is an address of the web. */
function atScanner(link: string): Content {
  if (!link) return 'it names no address'
  const isWeb = URL.canParse(link) && /^https?:$/.test(new URL(link).protocol)
  return isWeb
    ? html`<a href="${link}" rel="noreferrer">Open the finding there</a>`
    : html`<bdi>${link}</bdi>`
}

function silentNote({ sources }: Deps, source: string): Html | '' {
  const scanner = sources.get(source)
  const isSilent = scanner && !scanner.source.push
  return isSilent
    ? html`<p class="meta">${scanner.name} has no API to receive what happens here.</p>`
    : ''
}

function buttons({ finding, jobs, pause }: FindingDetail): Html {
  const { id, remoteId, goneAt } = finding
  const path = findingPath(id)
  const isStuck =
    pause !== null || jobs.some(({ state }) => state === 'failed') || remoteId === null
  return html`<div class="actions">
${isStuck ? button(`${path}/retry`, 'Retry') : ''}
${remoteId && !goneAt ? button(`${path}/refresh`, 'Refresh', { look: 'quiet' }) : ''}
</div>
<details class="tools"><summary>Link to an existing issue${remoteId ? ', or unlink' : ''}</summary>
<form method="post" action="${path}/link">${field({ name: 'url', label: "The address of the issue's page", value: '', required: true })}<button>Link</button></form>
${remoteId ? html`<p class="meta">Unlinking leaves the issue in the tracker as it is, and files the finding anew.</p>${button(`${path}/unlink`, 'Unlink', { look: 'danger' })}` : ''}
</details>`
}

function factsOf(deps: Deps, { finding }: FindingDetail): (readonly [string, Content])[] {
  const { id, source, sourceKey, account, target, remoteKey, remoteUrl, remoteAssignee } = finding
  const { assignee, dueDate, project, createdAt, lastReportAt, labels, decidedBy } = finding
  const who = remoteAssignee || assignee.username || assignee.email
  return [
    ['Issue', remoteUrl ? html`<a href="${remoteUrl}">${remoteKey}</a>` : 'not filed yet'],
    ['At the scanner', atScanner(finding.link)],
    [
      'Destination',
      html`<a href="/admin/accounts#${account}">${accountName(deps, account)}</a>: <bdi>${target}</bdi>`,
    ],
    [
      'Scanner',
      html`<a href="/admin/inbox?source=${source}">${accountName(deps, source)}</a>, project <bdi>${project}</bdi>`,
    ],
    ["The scanner's key", html`<code>${sourceKey}</code>`],
    ['Came', time(createdAt)],
    ['Last news from the scanner', time(lastReportAt)],
    ['Assigned to', who ? html`<bdi>${who}</bdi>` : 'no one'],
    ['Due', dueDate || 'no date'],
    ['State decided by', decidedBy === 'person' ? 'a person' : 'the scanner'],
    ['Labels', labels.length > 0 ? html`${labels.map(labelChip)}` : 'none'],
    ['Id', html`<code>${id}</code>`],
  ]
}

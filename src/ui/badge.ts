import { html } from 'hono/html'
import type { Reason, Status } from '../domain/issue.ts'
import type { Html } from './html.ts'

/** How a badge is coloured: by what it asks of the reader. */
export type Tone = 'good' | 'bad' | 'warn' | 'calm'

/** A short word about a state. */
export function badge(word: string, tone: Tone = 'calm'): Html {
  return html`<span class="badge ${tone}">${word}</span>`
}

/** A finding's severity; nothing if it has none. */
export function severityChip(severity: string | null): Html | '' {
  return severity ? html`<span class="label ${severity}">${severity}</span>` : ''
}

/** A label. If it names a severity, it has its colour. */
export function labelChip(label: string): Html {
  const severity = /^severity:(critical|high|medium|low|info)$/i.exec(label)?.[1]?.toLowerCase()
  return html`<span class="label${severity ? ` ${severity}` : ''}">${label}</span>`
}

const reasonWords = {
  completed: 'as completed',
  not_planned: 'as not planned',
  duplicate: 'as a duplicate',
} satisfies Record<Reason, string>

/** Whether an issue is open, or why it is closed. */
export function stateBadge(state: { status: Status; reason: Reason | null }): Html {
  if (state.status === 'open') return html`<span class="state open">Open</span>`
  const why = state.reason ? ` ${reasonWords[state.reason]}` : ''
  return html`<span class="state closed">Closed${why}</span>`
}

import { html } from 'hono/html'
import type { Deps } from '../../deps.ts'
import { accountName } from '../../queue/accounts.ts'
import { badge, type Tone } from '../../ui/badge.ts'
import type { Content, Html } from '../../ui/html.ts'
import { fileOf, jobWords } from '../../ui/kinds.ts'
import { duration, time } from '../../ui/time.ts'
import { jobPath, messagePath, outcomeWords, stateWords } from '../words.ts'
import type { FindingDetail, JobWithAttempts } from './finding.ts'

interface Entry {
  readonly at: number
  readonly tone: 'good' | 'bad' | ''
  readonly content: Html
}

/** All that happened to a finding, newest first: messages, decisions, jobs with their attempts, comments and files. */
export function timeline(deps: Deps, detail: FindingDetail): Html {
  // What followed stands above what it followed from.
  const entries = [
    ...detail.jobs.map((job) => jobEntry(job, fileOf(job, detail.files))),
    ...comments(detail),
    ...detail.files.map(({ createdAt, title, size, url }) =>
      entry(
        createdAt,
        '',
        html`<p>File <bdi>${url ? html`<a href="${url}">${title}</a>` : title}</bdi>, ${size.toLocaleString('en')} bytes</p>`,
      ),
    ),
    ...detail.history.map(({ at, source, reason }) =>
      entry(at, '', html`<p><strong>${accountName(deps, source)}</strong>: ${reason}</p>`),
    ),
    ...messages(deps, detail),
  ].toSorted((one, other) => other.at - one.at)
  return html`<ol class="timeline">${entries.map(
    ({ at, tone, content }) =>
      html`<li class="${tone}"><p class="meta">${time(at)}</p>${content}</li>`,
  )}</ol>`
}

function toneOf(state: string): Tone {
  if (state === 'failed') return 'bad'
  return state === 'done' ? 'good' : 'calm'
}

function outcomeOf(outcome: string): string {
  return outcome === 'ignored' ? 'which led to nothing' : outcome
}

function entry(at: number, tone: Entry['tone'], content: Html): Entry {
  return { at, tone, content }
}

function messages(deps: Deps, { messages: all }: FindingDetail): Entry[] {
  return all.map(({ id, at, source, outcome, reason }) =>
    entry(
      at,
      outcome === 'refused' ? 'bad' : '',
      html`<p><a href="${messagePath(id)}">Message</a> from <strong>${accountName(deps, source)}</strong>, ${outcomeOf(outcome)}: ${reason}</p>`,
    ),
  )
}

function comments({ comments: all }: FindingDetail): Entry[] {
  return all.map(({ createdAt, origin, author, body, deletedAt }) => {
    const who = author.username || author.email || origin
    const gone = deletedAt ? html` ${badge('deleted')}` : ''
    return entry(
      createdAt,
      '',
      html`<p>Comment by <strong><bdi>${who}</bdi></strong> (${origin})${gone}: <bdi>${excerpt(body)}</bdi></p>`,
    )
  })
}

function excerpt(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

function jobEntry(job: JobWithAttempts, file: string | undefined): Entry {
  const { id, state, reason, error, dueAt, createdAt, attempts } = job
  const tone = state === 'failed' ? 'bad' : state === 'done' ? 'good' : ''
  const next = state === 'waiting' && dueAt ? html` Next try ${time(dueAt)}.` : ''
  return entry(
    createdAt,
    tone,
    html`<p><a href="${jobPath(id)}"><bdi>${jobWords(job, file)}</bdi></a> ${badge(state, toneOf(state))} <span class="meta">${reason}</span></p>
${error || next ? html`<p>${error ?? ''}${next}</p>` : ''}
${state === 'failed' ? html`<p class="meta">${stateWords.failed}</p>` : ''}
${attempts.length > 0 ? html`<ul>${attempts.map(attemptLine)}</ul>` : ''}`,
  )
}

/** One attempt: when, how it ended, how long it took, and the tracker's words. */
export function attemptLine({
  at,
  took,
  outcome,
  message,
}: JobWithAttempts['attempts'][number]): Html {
  const words: Content = outcomeWords[outcome] ?? outcome
  return html`<li>${time(at)}: ${words} after ${duration(took)}${message ? html`: ${message}` : ''}</li>`
}

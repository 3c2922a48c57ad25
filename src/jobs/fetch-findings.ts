import { z } from 'zod'
import type { Statement } from '../../db/store.ts'
import type { Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import { acceptFindings } from '../intake/accept-findings.ts'
import { messageWrite } from '../intake/message.ts'
import { defineJob } from '../queue/kind.ts'

const Fetch = z.object({
  resource: z.string(),
  /** The page to read next; null for the first. */
  page: z.string().nullish(),
  /** The latest change in the pages so far, and that of the last complete fetch. */
  maxChangedAt: z.string().nullish(),
  since: z.string().nullish(),
  /** It was asked for again meanwhile. */
  rerun: z.boolean().nullish(),
})

/**
 * Fetches a page of a scanner's findings and takes them in. Taking in is idempotent, so it happens before the page is
 * recorded: after a crash the page is fetched again.
 */
export const fetchFindings = defineJob<z.infer<typeof Fetch>>({
  kind: 'fetch',
  of: ['scanner'],
  paced: true,
  payload: Fetch,
  maxCalls: 24,
  async run(deps, { job, payload, signal }) {
    const opened = deps.sources.get(job.account)
    if (!opened?.source.fetch)
      throw new TrackerError('rejected', 'The settings name no log-in to the scanner.')
    const { resource, page = null, since = null } = payload
    const position = { page, since }
    const answer = await opened.source.fetch(resource, position, signal).catch(unlessMissing)
    if (!answer) {
      const note = `${resource}: ${opened.name} knows no such scan, so nothing is fetched`
      return { record: [ignored(deps, job.account, note)], keep: { resource, since } }
    }
    const reports = answer.findings.map((finding) => ({ finding, by: opened.name, asked: false }))
    const unreadable = answer.unreadable.map((item) =>
      ignored(
        deps,
        job.account,
        `${resource}: an item could not be read, so it is not filed: ${item}`,
      ),
    )
    await acceptFindings(deps, reports, unreadable)
    const maxChangedAt = later(payload.maxChangedAt ?? null, answer.since)
    const now = deps.now()
    if (answer.next !== null)
      return { again: { dueAt: now, payload: { ...payload, page: answer.next, maxChangedAt } } }
    // What changed during the fetch belongs to the next one: it asks from the latest change that this one saw.
    const whole = { resource, since: maxChangedAt ?? since }
    const everyMs = opened.source.fetchEveryMs
    if (payload.rerun) return { again: { dueAt: now, payload: whole } }
    if (everyMs && resource === '') return { again: { dueAt: now + everyMs, payload: whole } }
    return { keep: whole }
  },
})

/** A scan that does not exist is no fault to retry: the vendors' own samples name such scans. */
function unlessMissing(error: unknown): null {
  if (error instanceof TrackerError && error.kind === 'missing') return null
  throw error
}

/** The record of what led to nothing. */
function ignored(deps: Deps, source: string, reason: string): Statement {
  const message = { source, eventKey: null, headers: {}, body: null }
  return messageWrite(deps, message, { outcome: 'ignored', reason })
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}

import { html } from 'hono/html'
import type { Html } from '../../ui/html.ts'
import { time } from '../../ui/time.ts'
import type { FindingDetail } from './finding.ts'

/** Where a finding stands and what to do next, in a sentence or two. `tracker` is the tracker's name. */
export function explainState({ finding, jobs, pause }: FindingDetail, tracker: string): Html {
  const { goneAt, missingAt, remoteId, status } = finding
  if (goneAt)
    return html`Its issue was deleted in ${tracker} ${time(goneAt)}. It is not filed again; to have an issue, link one.`
  if (missingAt)
    return html`${tracker} has not shown its issue since ${time(missingAt)}. Nothing is written until it shows again. Give the log-in access to it, then press Refresh.`
  const failed = jobs.find(({ state }) => state === 'failed')
  if (failed)
    return html`${tracker} refused ${failed.kind === 'create' ? 'to file it' : 'a change'}: ${failed.error} Mend that, then press Retry.`
  if (pause)
    return html`It waits, because ${tracker} is paused since ${time(pause.since)}: ${pause.reason} ${pause.nextTry ? html`Checked again ${time(pause.nextTry)}.` : ''} Mend the log-in, then press Retry.`
  if (remoteId === null) return waiting(jobs, tracker)
  const open = jobs.find(({ state }) => state !== 'done')
  if (open)
    return html`It is filed, and a change is on its way to ${tracker}${open.error ? html`: ${open.error}` : ''}. You need not do anything.`
  return status === 'open'
    ? html`It is filed and open. You need not do anything here.`
    : html`It is filed and closed. It stays so unless the scanner finds it again.`
}

function waiting(jobs: FindingDetail['jobs'], tracker: string): Html {
  const job = jobs.find(({ kind, state }) => kind === 'create' && state !== 'done')
  if (!job)
    return html`It is not filed, and no job will file it. Press Retry, or link it to an issue.`
  if (job.error)
    return html`${tracker} did not take it yet: ${job.error} ${job.dueAt ? html`Next try ${time(job.dueAt)}.` : ''} Act only if that lasts.`
  return html`It waits for its turn at ${tracker}. You need not do anything.`
}

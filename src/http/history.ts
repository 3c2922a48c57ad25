import { html } from 'hono/html'
import { type Attachment, listAttachments } from '../../db/tables/attachments.ts'
import { messagesAbout } from '../../db/tables/console/messages.ts'
import { listHistory } from '../../db/tables/history.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { type Job, listJobs } from '../../db/tables/queue/jobs.ts'
import type { Deps } from '../deps.ts'
import { accountName } from '../queue/accounts.ts'
import { fileOf, jobWords } from '../ui/kinds.ts'
import { table } from '../ui/table.ts'
import { time } from '../ui/time.ts'

/** What happened to an issue and why, newest first: what came in, and the jobs that followed. For administrators. */
export async function historyOf(deps: Deps, issue: Issue) {
  const lines = await linesOf(deps, issue)
  const scanner = deps.sources.get(issue.source)
  const silent = scanner && !scanner.source.push ? scanner.name : ''
  return html`<p><a href="/admin/findings/${issue.id}">Look at it in the console</a></p>
    <h2>History</h2>
    ${silent && html`<p>${silent} has no API to receive what happens here.</p>`}
    ${table<Line>(
      'Newest first',
      {
        empty: 'Nothing happened yet.',
        columns: [
          { name: 'When', cell: ({ at }) => time(at) },
          { name: 'Who', cell: ({ who }) => who, room: 'name' },
          { name: 'What', cell: ({ what }) => html`<bdi>${what}</bdi>`, room: 'long' },
        ],
      },
      lines,
    )}`
}

/** The newest messages that are listed. */
const mostMessages = 100

interface Line {
  readonly at: number
  readonly who: string
  readonly what: string
}

async function linesOf(deps: Deps, { id, source: scanner }: Issue): Promise<Line[]> {
  const { db } = deps
  const jobs = await listJobs(db, id)
  const history = await listHistory(db, id)
  const messages = await messagesAbout(db, id, mostMessages)
  const reports = messages.filter(
    ({ source, outcome }) => source === scanner && outcome === 'accepted',
  )
  const files = await listAttachments(db, [id])
  // What followed stands above what it followed from.
  return [
    ...jobs.map((job) => ({
      at: job.createdAt,
      who: 'Lockstep',
      what: jobLine(job, files, accountName(deps, job.account)),
    })),
    ...[...history, ...reports].map(({ at, source, reason }) => ({
      at,
      who: accountName(deps, source),
      what: reason,
    })),
  ].toSorted((a, b) => b.at - a.at)
}

function jobLine(job: Job, files: readonly Attachment[], name: string): string {
  const { state, error, reason } = job
  const words = jobWords(job, fileOf(job, files))
  if (state === 'done') return `${words} (${reason})`
  return error ? `${words}: ${state}. ${name} says: ${error}` : `${words}: ${state} (${reason})`
}

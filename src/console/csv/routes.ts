import { Hono } from 'hono'
import { searchAttempts } from '../../../db/tables/console/attempts.ts'
import { searchFindings } from '../../../db/tables/console/findings.ts'
import { searchJobs } from '../../../db/tables/console/jobs.ts'
import { searchMessages } from '../../../db/tables/console/messages.ts'
import type { Deps } from '../../deps.ts'
import { readQuery } from '../../http/body.ts'
import { AttemptFileQuery, FindingsQuery, InboxQuery, JobFileQuery } from '../query.ts'
import * as columns from './columns.ts'
import { csvFile } from './format.ts'

const pageRows = 1000

/** What one look at a list finds, and where to go on. */
interface Found<Row> {
  readonly rows: readonly Row[]
  readonly next: string | null
}

/** Findings, messages, jobs and attempts as CSV, narrowed by the same address as the lists; newest first. */
export function csvRoutes(deps: Deps): Hono {
  const { db } = deps
  const app = new Hono()
  app.get('/findings.csv', (c) => {
    const { before, ...filter } = readQuery(c, FindingsQuery)
    const look = (from?: string) => searchFindings(db, filter, { before: from, limit: pageRows })
    return csvFile('findings', columns.findings, pagesOf(deps, look, before))
  })
  app.get('/inbox.csv', (c) => {
    const { before, ...filter } = readQuery(c, InboxQuery)
    const look = (from?: string) => searchMessages(db, filter, { before: from, limit: pageRows })
    return csvFile('inbox', columns.inbox, pagesOf(deps, look, before))
  })
  app.get('/jobs.csv', (c) => {
    const { before, ...filter } = readQuery(c, JobFileQuery)
    const look = (from?: string) => searchJobs(db, filter, { before: from, limit: pageRows })
    return csvFile('jobs', columns.jobs, pagesOf(deps, look, before))
  })
  app.get('/attempts.csv', (c) => {
    const { before, ...filter } = readQuery(c, AttemptFileQuery)
    const look = (from?: string) => searchAttempts(db, filter, { before: from, limit: pageRows })
    return csvFile('attempts', columns.attempts, pagesOf(deps, look, before))
  })
  return app
}

/** Page after page, as long as the event's calls last: `?before=` and the last id go on. */
async function* pagesOf<Row>(
  { budget }: Deps,
  look: (from?: string) => Promise<Found<Row>>,
  before?: string,
): AsyncGenerator<readonly Row[]> {
  for (let from = before; ; ) {
    const end = budget.begin(2)
    if (!end) return
    const { rows, next } = await look(from).finally(end)
    yield rows
    if (next === null) return
    from = next
  }
}

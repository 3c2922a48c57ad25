import type { FindingRow } from '../../../db/tables/console/findings.ts'
import type { JobRow } from '../../../db/tables/console/jobs.ts'
import type { MessageRow } from '../../../db/tables/console/messages.ts'
import type { Attempt } from '../../../db/tables/queue/attempts.ts'
import { type Columns, iso } from './format.ts'

/** The columns of the findings' file. */
export const findings: Columns<FindingRow> = {
  id: (row) => row.id,
  title: (row) => row.title,
  severity: (row) => row.severity,
  status: (row) => row.status,
  reason: (row) => row.reason,
  source: (row) => row.source,
  source_key: (row) => row.sourceKey,
  project: (row) => row.project,
  account: (row) => row.account,
  target: (row) => row.target,
  issue: (row) => row.remoteKey,
  url: (row) => row.remoteUrl,
  assignee: (row) => row.remoteAssignee,
  created_at: (row) => iso(row.createdAt),
  updated_at: (row) => iso(row.updatedAt),
}

/** The columns of the inbox's file. */
export const inbox: Columns<MessageRow> = {
  id: (row) => row.id,
  at: (row) => iso(row.at),
  source: (row) => row.source,
  outcome: (row) => row.outcome,
  reason: (row) => row.reason,
  event: (row) => row.eventKey,
  finding: (row) => row.issueId,
  request: (row) => row.requestId,
}

/** The columns of the jobs' file. */
export const jobs: Columns<JobRow> = {
  id: (row) => row.id,
  kind: (row) => row.kind,
  state: (row) => row.state,
  account: (row) => row.account,
  destination: (row) => row.destination,
  finding: (row) => row.issueId,
  reason: (row) => row.reason,
  error: (row) => row.error,
  tries: (row) => row.tries,
  due_at: (row) => iso(row.dueAt),
  failing_since: (row) => iso(row.failingSince),
  created_at: (row) => iso(row.createdAt),
  finished_at: (row) => iso(row.finishedAt),
  request: (row) => row.requestId,
}

/** The columns of the attempts' file. */
export const attempts: Columns<Attempt> = {
  id: (row) => row.id,
  job: (row) => row.jobId,
  account: (row) => row.account,
  at: (row) => iso(row.at),
  took_ms: (row) => row.took,
  writes: (row) => row.writes,
  outcome: (row) => row.outcome,
  message: (row) => row.message,
}

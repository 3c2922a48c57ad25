// One file: the list of all addresses that read.

import type { Operation } from '../../http/openapi/operation.ts'
import {
  AttemptFileQuery,
  FindingsQuery,
  InboxQuery,
  JobChoiceQuery,
  JobFileQuery,
  JobsQuery,
} from '../query.ts'
import { Sample } from '../settings/try-routes.ts'
import * as shapes from './shapes.ts'

const read = {
  audience: 'Administrators',
  proof: 'admin',
  method: 'get',
  status: 200,
  refusals: [403, 404, 422, 429, 503],
} as const
const base = '/admin/api'

/** What programs of administrators can ask for. */
export const reads: readonly Operation[] = [
  {
    ...read,
    path: `${base}/overview`,
    summary: 'What needs attention, and statistics.',
    answer: shapes.OverviewShape,
  },
  {
    ...read,
    path: `${base}/findings`,
    summary: 'Findings, newest first.',
    query: FindingsQuery,
    answer: shapes.FindingsShape,
  },
  {
    ...read,
    path: `${base}/findings/{id}`,
    summary: 'One finding and all that happened to it.',
    answer: shapes.FindingShape,
  },
  {
    ...read,
    path: `${base}/inbox`,
    summary: 'Messages, newest first.',
    query: InboxQuery,
    answer: shapes.MessagesShape,
  },
  {
    ...read,
    path: `${base}/inbox/{id}`,
    summary: 'One message with its text.',
    answer: shapes.MessageShape,
  },
  {
    ...read,
    path: `${base}/jobs`,
    summary: 'Jobs in a state, or all, newest first.',
    query: JobsQuery,
    answer: shapes.JobsShape,
  },
  {
    ...read,
    path: `${base}/jobs/redrive`,
    summary: 'What retrying would do.',
    query: JobChoiceQuery,
    answer: shapes.PreviewShape,
  },
  {
    ...read,
    path: `${base}/jobs/{id}`,
    summary: 'One job with its attempts.',
    answer: shapes.JobShape,
  },
  {
    ...read,
    path: `${base}/accounts`,
    summary: 'Accounts and destinations with their health.',
    answer: shapes.AccountsShape,
  },
  {
    ...read,
    path: `${base}/check`,
    summary: 'What the check of the set-up finds, with what to do.',
    answer: shapes.CheckRowsShape,
  },
  {
    ...read,
    path: `${base}/settings`,
    summary: 'What is set, without secrets.',
    answer: shapes.SettingsShape,
  },
  {
    ...read,
    path: `${base}/sessions`,
    summary: 'Log-ins that have not ended.',
    answer: shapes.SessionsShape,
  },
  {
    ...read,
    path: `${base}/settings/try`,
    summary: 'Where a sample finding would go.',
    query: Sample,
    answer: shapes.TrialShape,
  },
  {
    ...read,
    path: '/admin/findings.csv',
    summary: 'Findings as CSV.',
    query: FindingsQuery,
    answer: 'text/csv',
  },
  {
    ...read,
    path: '/admin/inbox.csv',
    summary: 'Messages as CSV.',
    query: InboxQuery,
    answer: 'text/csv',
  },
  {
    ...read,
    path: '/admin/jobs.csv',
    summary: 'Jobs as CSV.',
    query: JobFileQuery,
    answer: 'text/csv',
  },
  {
    ...read,
    path: '/admin/attempts.csv',
    summary: 'Attempts as CSV.',
    query: AttemptFileQuery,
    answer: 'text/csv',
  },
]

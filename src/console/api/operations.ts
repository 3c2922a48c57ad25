import { z } from 'zod'
import type { Operation } from '../../http/openapi/operation.ts'
import { Where } from '../accounts/routes.ts'
import { Link } from '../findings/routes.ts'
import {
  Before,
  FindingsQuery,
  InboxQuery,
  JobChoiceQuery,
  JobsQuery,
  OneJob,
  RedriveQuery,
} from '../query.ts'
import { Sample } from '../settings/try-routes.ts'
import * as shapes from './shapes.ts'

const admin = { audience: 'Administrators', proof: 'admin', status: 200 } as const
const read = { ...admin, method: 'get', refusals: [403, 404, 422, 429, 503] } as const
const act = {
  ...admin,
  method: 'post',
  refusals: [400, 403, 404, 409, 413, 415, 422, 429, 502, 503],
} as const
const base = '/admin/api'
const id = z.object({ id: z.string() })
const place = z.object({ account: z.string(), destination: z.string().nullable() })

const reads: readonly Operation[] = [
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
    path: `${base}/settings`,
    summary: 'What is set, without secrets.',
    answer: shapes.SettingsShape,
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
  { ...read, path: '/admin/jobs.csv', summary: 'Jobs as CSV.', query: Before, answer: 'text/csv' },
  {
    ...read,
    path: '/admin/attempts.csv',
    summary: 'Attempts as CSV.',
    query: Before,
    answer: 'text/csv',
  },
]

const actions: readonly Operation[] = [
  {
    ...act,
    path: `${base}/findings/{id}/retry`,
    summary: 'Runs its failed jobs again.',
    answer: z.object({ retried: z.number() }),
  },
  {
    ...act,
    path: `${base}/findings/{id}/refresh`,
    summary: 'Has its issue read again.',
    answer: id,
  },
  {
    ...act,
    path: `${base}/findings/{id}/link`,
    summary: 'Pairs it with an issue that exists.',
    body: Link,
    answer: id,
  },
  {
    ...act,
    path: `${base}/findings/{id}/unlink`,
    summary: 'Ends the pairing, and files it anew.',
    answer: id,
  },
  {
    ...act,
    path: `${base}/inbox/{id}/process`,
    summary: 'Takes a kept message in anew.',
    answer: z.object({ issueId: z.string().nullable(), note: z.string() }),
  },
  {
    ...act,
    path: `${base}/jobs/redrive`,
    summary: 'Runs one failed job again, or all that match.',
    query: RedriveQuery,
    answer: z.object({ redriven: z.number() }),
  },
  {
    ...act,
    path: `${base}/jobs/dismiss`,
    summary: 'Gives a failed job up.',
    query: OneJob,
    answer: z.object({ dismissed: z.number() }),
  },
  {
    ...act,
    path: `${base}/accounts/check`,
    summary: 'Tries the log-in; ends a pause that it refutes.',
    body: Where,
    answer: shapes.CheckShape,
  },
  {
    ...act,
    path: `${base}/accounts/test`,
    summary: 'Files a test issue and closes it.',
    body: Where,
    answer: shapes.CheckShape,
  },
  {
    ...act,
    path: `${base}/accounts/pause`,
    summary: 'Pauses an account or a destination.',
    body: Where,
    answer: z.object({ paused: place }),
  },
  {
    ...act,
    path: `${base}/accounts/resume`,
    summary: 'Resumes it.',
    body: Where,
    answer: z.object({ resumed: place }),
  },
]

/** What programs of administrators can ask for and do. */
export const consoleOperations: readonly Operation[] = [...reads, ...actions]

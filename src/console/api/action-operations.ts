import { z } from 'zod'
import type { Operation } from '../../http/openapi/operation.ts'
import { Where } from '../accounts/routes.ts'
import { Link } from '../findings/routes.ts'
import { OneJob, RedriveQuery } from '../query.ts'
import { OneSession } from '../sessions/routes.ts'
import * as shapes from './shapes.ts'

const act = {
  audience: 'Administrators',
  proof: 'admin',
  method: 'post',
  status: 200,
  refusals: [400, 403, 404, 409, 413, 415, 422, 429, 502, 503],
} as const
const base = '/admin/api'
const id = z.object({ id: z.string() })
const place = z.object({ account: z.string(), destination: z.string().nullable() })

/** What programs of administrators can do. */
export const actions: readonly Operation[] = [
  {
    ...act,
    path: `${base}/findings/{id}/retry`,
    summary: 'Runs its failed jobs again.',
    answer: z.object({ retried: z.number() }),
  },
  {
    ...act,
    path: `${base}/findings/{id}/refresh`,
    summary: 'Reads its issue again, after its earlier jobs.',
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
    summary: 'Ends the pairing, and files the finding anew.',
    answer: id,
  },
  {
    ...act,
    path: `${base}/inbox/{id}/process`,
    summary: 'Processes a kept message again.',
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
    path: `${base}/sessions/end`,
    summary: 'Ends a log-in.',
    body: OneSession,
    answer: id,
  },
  {
    ...act,
    path: `${base}/sessions/end-others`,
    summary: 'Ends all log-ins but the one that asks.',
    answer: z.object({}),
  },
  {
    ...act,
    path: `${base}/accounts/check`,
    summary: 'Checks the log-in; ends a pause if the check passes.',
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

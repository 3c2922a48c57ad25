import { z } from 'zod'
import type { Operation } from '../../http/openapi/operation.ts'
import { Where } from '../accounts/routes.ts'
import { Link } from '../findings/routes.ts'
import { OneJob, RedriveQuery, WaitingQuery } from '../query.ts'
import { OneSession } from '../sessions/routes.ts'
import * as shapes from './shapes.ts'

const own = { audience: 'Administrators, older addresses', proof: 'admin', status: 200 } as const
const ask = { ...own, method: 'get', refusals: [403, 404, 422, 429, 503] } as const
const act = {
  ...own,
  method: 'post',
  refusals: [400, 403, 404, 409, 413, 415, 422, 429, 502, 503],
} as const
const list = z.array(z.looseObject({ id: z.string() }))
const id = z.object({ id: z.string() })
const place = z.object({ account: z.string(), destination: z.string().nullable() })

/** What programs of administrators asked before there was an API under /admin/api; forms of pages post to the same. */
export const olderOperations: readonly Operation[] = [
  {
    ...{ ...ask, path: '/admin/check', answer: shapes.CheckRowsShape },
    summary: 'What the check of the set-up finds. A page in a browser.',
  },
  {
    ...{ ...ask, path: '/admin/inbox', answer: z.object({ messages: list }) },
    summary: 'Messages, newest first. A page in a browser.',
    query: z.object({ before: z.string().optional(), outcome: shapes.Outcome.optional() }),
  },
  {
    ...{ ...ask, path: '/admin/jobs', answer: z.object({ jobs: list }) },
    summary: 'Jobs that are not done. A page in a browser.',
    query: z.object({ after: z.string().optional() }),
  },
  {
    ...{ ...ask, path: '/admin/jobs/{id}/attempts', answer: z.object({ attempts: list }) },
    summary: 'The tries of a job.',
  },
  {
    ...{ ...ask, path: '/admin/waiting', query: WaitingQuery },
    summary: 'Findings that wait for a route. A page in a browser.',
    answer: z.object({ findings: z.array(z.looseObject({ key: z.string() })) }),
  },
  {
    ...{ ...act, path: '/admin/reconcile' },
    summary: 'Differences between Lockstep and the trackers; with apply the trackers win.',
    query: z.object({
      after: z.string().optional(),
      limit: z.int().min(1).max(1000).optional(),
      apply: z.enum(['true', 'false']).optional(),
    }),
    answer: z.object({
      checked: z.number(),
      drift: z.array(z.looseObject({ issue: z.string() })),
      next: z.string().optional(),
    }),
  },
  {
    ...{ ...act, path: '/admin/issues/{id}/link', body: Link },
    summary: 'Pairs a finding with an issue that exists.',
    answer: z.object({ id: z.string(), url: z.string().nullable() }),
  },
  {
    ...{ ...act, path: '/admin/jobs/redrive', query: RedriveQuery },
    summary: 'Runs one failed job again, or all that match.',
    answer: z.object({ redriven: z.number() }),
  },
  {
    ...{ ...act, path: '/admin/jobs/dismiss', query: OneJob },
    summary: 'Gives a failed job up.',
    answer: z.object({ dismissed: z.number() }),
  },
  {
    ...{ ...act, path: '/admin/findings/{id}/retry', answer: z.object({ retried: z.number() }) },
    summary: 'Runs its failed jobs again.',
  },
  {
    ...{ ...act, path: '/admin/findings/{id}/refresh', answer: id },
    summary: 'Has its issue read again.',
  },
  {
    ...{ ...act, path: '/admin/findings/{id}/unlink', answer: id },
    summary: 'Ends the pairing, and files it anew.',
  },
  {
    ...{ ...act, path: '/admin/findings/{id}/link', form: Link },
    summary: 'Pairs it with an issue that exists.',
    answer: z.object({ id: z.string(), url: z.string() }),
  },
  {
    ...{ ...act, path: '/admin/inbox/{id}/process' },
    summary: 'Takes a kept message in anew.',
    answer: z.object({ issueId: z.string().nullable(), note: z.string() }),
  },
  {
    ...{ ...act, path: '/admin/sessions/end', form: OneSession, answer: id },
    summary: 'Ends a log-in.',
  },
  {
    ...{ ...act, path: '/admin/sessions/end-others', answer: z.object({}) },
    summary: 'Ends all log-ins but the one that asks.',
  },
  ...[
    ['check', 'Tries the log-in.', shapes.CheckShape] as const,
    ['test', 'Files a test issue and closes it.', shapes.CheckShape] as const,
    ['pause', 'Pauses an account or a destination.', z.object({ paused: place })] as const,
    ['resume', 'Resumes it.', z.object({ resumed: place })] as const,
  ].map(([name, summary, answer]) => ({
    ...{ ...act, path: `/admin/accounts/${name}`, form: Where, summary, answer },
  })),
]

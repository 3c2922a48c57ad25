// One file: the list of what scanners and monitors call.

import { z } from 'zod'
import { AddAttachments, AddComments, CreateIssue, PatchIssue } from '../kondukto/schema.ts'
import { monitorOperations } from './monitor-operations.ts'
import { Message, type Operation } from './operation.ts'

const links = z.object({ self: z.string(), html: z.string() })
const person = z.object({ email: z.string(), username: z.string() })
const time = z.string().describe('ISO 8601.')
const id = z.string().describe("Lockstep's id of the issue.")

/** A create's answer repeats the documented fields exactly as they were sent. */
const Created = z.looseObject({ id, assignee_id: z.string(), links })

const Issue = z.object({
  id,
  status: z.enum(['open', 'closed']),
  title: z.string(),
  template_md: z.string(),
  assignee: person,
  labels: z.array(z.string()),
  severity: z.enum(['critical', 'high', 'medium', 'low', 'info', '']),
  due_date: z.string(),
  links,
})

const Comments = z.object({
  comments: z.array(z.object({ created_at: time, body: z.string(), author: person })),
})

const Attachments = z.object({
  attachments: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      size: z.number(),
      created_at: time,
      link: z.string(),
    }),
  ),
})

const kondukto = { audience: 'Kondukto (Invicti AppSec)', proof: 'kondukto', status: 200 } as const
const reads = [403, 404, 429, 503]
const writes = [400, 403, 404, 413, 415, 422, 429, 503]
const one = '/api/v1/issues/{id}'

/** The custom issue manager that Kondukto calls. */
const konduktoOperations: readonly Operation[] = [
  {
    ...{ ...kondukto, method: 'get', path: '/api/v1/test', refusals: reads },
    summary: 'Says that the connection works.',
    answer: z.object({ connection: z.literal(true) }),
  },
  {
    ...{ ...kondukto, method: 'post', path: '/api/v1/issues', status: 201, body: CreateIssue },
    summary: 'Files a finding. Waits a little for the tracker.',
    answer: Created,
    refusals: [...writes, 502],
  },
  {
    ...{ ...kondukto, method: 'get', path: one, refusals: reads, answer: Issue },
    summary: 'Returns the issue as it is in the tracker.',
  },
  {
    ...{ ...kondukto, method: 'patch', path: one, body: PatchIssue, refusals: writes },
    summary: 'Changes status, severity, labels or text.',
    answer: z.object({ id, status: z.enum(['open', 'closed']) }),
  },
  {
    ...{ ...kondukto, method: 'get', path: `${one}/comments`, refusals: reads, answer: Comments },
    summary: 'Returns the comments.',
  },
  {
    ...{
      ...kondukto,
      method: 'post',
      path: `${one}/comments`,
      body: AddComments,
      refusals: writes,
    },
    summary: 'Adds comments.',
    answer: Message,
  },
  {
    ...{ ...kondukto, method: 'get', path: `${one}/attachments`, refusals: reads },
    summary: 'Returns the files.',
    answer: Attachments,
  },
  {
    ...{ ...kondukto, method: 'post', path: `${one}/attachments`, body: AddAttachments },
    summary: 'Adds files, in Base64.',
    answer: Message,
    refusals: [...writes, 507],
  },
]

const webhook = { proof: 'webhook', method: 'post', status: 202, answer: Message } as const
const received = [400, 403, 404, 405, 413, 422, 429, 503]

/** What scanners and trackers send. */
const hookOperations: readonly Operation[] = [
  {
    ...{ ...webhook, audience: 'Webhooks', path: '/hooks/{source}', body: z.unknown() },
    summary: "Takes in a scanner's message. Its shape is the scanner's own.",
    refusals: received,
  },
  {
    ...{ ...webhook, audience: 'Webhooks', path: '/hooks/{source}/{path}', body: z.unknown() },
    summary: 'The same, with what the scanner adds: a token, or the id of a scan.',
    refusals: received,
  },
  {
    ...{ ...webhook, audience: 'Webhooks', path: '/trackers/{tracker}/events', body: z.unknown() },
    summary: "Takes in a tracker's message. One that came before is answered with 200.",
    refusals: received,
  },
  {
    ...{ ...webhook, audience: 'Webhooks', path: '/trackers/{tracker}/{account}/events' },
    ...{ body: z.unknown(), refusals: received },
    summary: 'The same, for an account that the routes file names.',
  },
]

/** What scanners, trackers and monitors call. */
export const operations: readonly Operation[] = [
  ...konduktoOperations,
  ...hookOperations,
  ...monitorOperations,
]

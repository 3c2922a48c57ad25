import { z } from 'zod'
import { severities } from '../domain/finding.ts'

// What the address of a list may say. An empty value narrows nothing, as a form sends it.

const text = z.string().max(500).default('').describe('Empty matches everything.')
const before = z
  .string()
  .max(100)
  .optional()
  .describe('Lists what is before this id: the `next` of a page.')

/** Which findings to list. */
export const FindingsQuery = z.object({
  q: text.describe('Words of the title, the key in the tracker, or an id.'),
  source: text.describe('The scanner.'),
  severity: z.enum(['', ...severities]).default(''),
  state: z.enum(['', 'open', 'closed', 'waiting', 'failed', 'filed', 'gone']).default(''),
  account: text.describe('The account of the tracker.'),
  project: text.describe("The scanner's project."),
  before,
})

/** Which messages to list. */
export const InboxQuery = z.object({
  source: text.describe('The sender.'),
  outcome: z.enum(['', 'accepted', 'ignored', 'refused']).default(''),
  q: text.describe('Words of the reason, or an id.'),
  before,
})

/** Which failed jobs are meant. */
export const JobChoiceQuery = z.object({
  account: text,
  kind: text,
  destination: text,
  error: text.describe('Words of the error.'),
})

/** Which jobs to list. */
export const JobsQuery = JobChoiceQuery.extend({
  state: z.enum(['failed', 'ready', 'waiting', 'running', 'all']).default('failed'),
  skip: z.coerce.number().int().min(0).max(5000).default(0).describe('How many to skip.'),
  before,
})

/** Which jobs to download; all if no state is named. */
export const JobFileQuery = JobChoiceQuery.extend({
  state: z
    .enum(['', 'failed', 'ready', 'waiting', 'running', 'done', 'all'])
    .default('')
    .transform((state) => (state === 'all' ? '' : state)),
  before,
})

/** Which attempts to download: those at the jobs that match. */
export const AttemptFileQuery = JobFileQuery.extend({
  outcome: text.describe('How the attempt ended, such as `done` or `rejected`.'),
})

/** One failed job. */
export const OneJob = z.object({ job: z.string('must be the id of a job') })

/** One failed job, or all that match. */
export const RedriveQuery = JobChoiceQuery.extend({ job: text.describe('The id of one job.') })

/** Findings that wait for a route, after this one. */
export const WaitingQuery = z.object({ source: text, key: text })

export type FindingsQuery = z.infer<typeof FindingsQuery>
export type InboxQuery = z.infer<typeof InboxQuery>
export type JobChoiceQuery = z.infer<typeof JobChoiceQuery>
export type JobsQuery = z.infer<typeof JobsQuery>

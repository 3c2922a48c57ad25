// One file: each shape is a list of fields, and lists share their rows.

import { z } from 'zod'

// What the API under /admin/api returns. Times are ISO 8601.

const text = z.string()
const time = z.string()
const count = z.number()
const flag = z.boolean()
const next = text.nullable().describe('The `before` of the next page. Null at the end.')

const place = { pausedAt: time.nullable(), pausedReason: text.nullable(), nextTry: time.nullable() }

const Attention = z.object({
  what: text,
  title: text,
  cause: text,
  remedy: text,
  since: time.nullable(),
  waiting: count.describe('1,000 means 1,000 or more.'),
  nextTry: time.nullable(),
  account: text.nullable(),
  destination: text.nullable(),
})

const Account = z.object({
  ...{ id: text, name: text, type: z.enum(['tracker', 'scanner', 'own']), isSetUp: flag, ...place },
  nextWriteAt: time.nullable(),
  open: z.object({ waiting: count, ready: count, running: count, failed: count }),
  attempts: z.object({ total: count, worked: count, lastAt: time.nullable() }),
  destinations: z.array(
    z.object({
      ...{ id: text, target: text, ...place },
      nextPollAt: time.nullable(),
      pollError: text.nullable(),
    }),
  ),
})

const Source = z.object({
  ...{ source: text, name: text, total: count, accepted: count, ignored: count, refused: count },
  successRate: count.describe('Percent.'),
  refusedInARow: count,
  lastAt: time,
})

/** The overview: what needs attention, then statistics. */
export const OverviewShape = z.object({
  attention: z.array(Attention),
  accounts: z.array(Account),
  sources: z.array(Source),
  findingsByDay: z.array(z.object({ day: text, count })),
  attempts: z.array(z.object({ account: text, outcome: text, count, at: time })),
  check: z.object({ at: time, warnings: count }).nullable(),
})

/** All accounts. */
export const AccountsShape = z.object({ accounts: z.array(Account) })

const Finding = z.object({
  ...{ id: text, source: text, sourceKey: text, account: text, target: text },
  ...{ remoteId: text.nullable(), remoteKey: text.nullable(), remoteUrl: text.nullable() },
  ...{ remoteAssignee: text, status: z.enum(['open', 'closed']), reason: text.nullable() },
  ...{ goneAt: time.nullable(), missingAt: time.nullable(), title: text },
  ...{ severity: text.nullable(), project: text, createdAt: time, updatedAt: time },
})

/** One page of findings. */
export const FindingsShape = z.object({
  findings: z.array(Finding.extend({ error: text.nullable() })),
  next,
})

/** What became of a message. */
export const Outcome = z.enum(['accepted', 'ignored', 'refused'])

const Message = z.object({
  ...{ id: text, source: text, eventKey: text.nullable(), issueId: text.nullable() },
  ...{ requestId: text.nullable(), outcome: Outcome },
  ...{ reason: text, at: time },
})

/** One page of messages. */
export const MessagesShape = z.object({ messages: z.array(Message), next })

/** One message with its text. */
export const MessageShape = z.object({
  message: Message.extend({ headers: z.record(text, text), body: text.nullable() }),
  canProcess: flag,
})

const Job = z.object({
  ...{
    id: text,
    kind: text,
    account: text,
    destination: text.nullable(),
    issueId: text.nullable(),
  },
  ...{ reason: text, requestId: text.nullable(), priority: count, tries: count },
  state: z.enum(['waiting', 'ready', 'running', 'failed', 'done']),
  ...{ dueAt: time.nullable(), failingSince: time.nullable(), error: text.nullable() },
  ...{ createdAt: time, finishedAt: time.nullable() },
})

const Attempt = z.object({
  ...{ id: text, jobId: text, account: text, at: time, took: count, writes: count },
  ...{ outcome: text, message: text.nullable() },
})

/** One page of jobs. */
export const JobsShape = z.object({
  jobs: z.array(Job),
  next: z.union([z.object({ skip: count }), z.object({ before: text })]).nullable(),
})

/** One job with its attempts. */
export const JobShape = z.object({ job: Job, attempts: z.array(Attempt) })

/** What retrying would do. */
export const PreviewShape = z.object({
  causes: z.array(z.object({ account: text, kind: text, error: text.nullable(), count })),
})

/** One finding and all that happened to it. */
export const FindingShape = z.object({
  finding: Finding.extend({ body: text, labels: z.array(text), link: text }),
  pause: z.object({ reason: text, since: time, nextTry: time.nullable() }).nullable(),
  messages: z.array(Message),
  history: z.array(z.object({ id: text, source: text, reason: text, at: time })),
  jobs: z.array(Job.extend({ attempts: z.array(Attempt) })),
  comments: z.array(z.object({ id: text, origin: text, body: text, createdAt: time })),
  files: z.array(z.object({ id: text, title: text, size: count, url: text.nullable() })),
})

/** Settings without a value that may be secret. */
export const SettingsShape = z.object({
  routesFrom: text,
  groups: z.array(
    z.object({
      title: text,
      settings: z.array(
        z.object({
          ...{ name: text, meaning: text, default: text, isSet: flag },
          value: text.nullable(),
        }),
      ),
    }),
  ),
})

/** Log-ins that have not ended. */
export const SessionsShape = z.object({
  sessions: z.array(z.object({ id: text, since: time, endsAt: time, isThis: flag })),
})

/** Where a sample would go. */
export const TrialShape = z.object({
  ...{ route: count.nullable(), tracker: text, account: text, target: text },
  ...{ problem: text.nullable(), title: text, body: text, labels: z.array(text) },
  options: z.record(text, z.unknown()),
})

/** What a check or a test issue came to. */
export const CheckShape = z.object({ ok: flag, message: text, url: text.optional() })

/** What the check of the set-up found, problems first. */
export const CheckRowsShape = z.object({
  rows: z.array(
    z.object({
      level: z.enum(['ok', 'warning', 'problem']),
      ...{ subject: text, message: text, remedy: text },
    }),
  ),
})

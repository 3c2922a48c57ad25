import { getComment } from 'jira.js/cloud'
import { z } from 'zod'
import { HttpError, TrackerError } from '../../src/domain/errors.ts'
import type { RemoteRef, TrackerEvent } from '../../src/domain/issue.ts'
import type { InboundRequest } from '../../src/platform/adapter.ts'
import { textOf } from '../../src/platform/bytes.ts'
import { isHmac } from '../../src/platform/secret.ts'
import type { Received } from '../connector.ts'
import type { JiraAccount } from './account.ts'
import { Comment, commentEvent, Issue, isPublic, issueEvent, refOf } from './events.ts'

const Payload = z.object({
  webhookEvent: z.string(),
  timestamp: z.number(),
  issue: z.object({ id: z.string(), key: z.string() }).optional(),
  comment: z.object({ id: z.string() }).optional(),
})
type Payload = z.infer<typeof Payload>

/**
 * Translates a webhook delivery that Jira signed with one of `secrets`; throws HttpError for any other. A comment's text
 * comes in an old notation, so the comment is read; throws TrackerError where that is not possible now.
 * https://developer.atlassian.com/cloud/jira/platform/webhooks/
 */
export async function receiveEvents(
  account: JiraAccount,
  { headers, body }: InboundRequest,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<Received> {
  const [, signature = ''] = /^sha256=(.*)$/.exec(headers.get('x-hub-signature') ?? '') ?? []
  if (!(await isHmac(body, signature, secrets)))
    throw new HttpError(403, 'the signature is missing or wrong')
  const id = headers.get('x-atlassian-webhook-identifier')
  if (!id) throw new HttpError(422, 'X-Atlassian-Webhook-Identifier: is missing')
  const sent = parseJson(textOf(body))
  const { data } = Payload.safeParse(sent)
  if (!data) return { id, what: 'a message of another kind', events: [] }
  return { id, what: data.webhookEvent, events: await eventsOf(account, data, sent, signal) }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new HttpError(400, 'the body is not JSON')
  }
}

async function eventsOf(
  account: JiraAccount,
  { webhookEvent, timestamp: at, issue, comment }: Payload,
  sent: unknown,
  signal: AbortSignal,
): Promise<TrackerEvent[]> {
  if (!issue) return []
  const ref = refOf(issue)
  switch (webhookEvent) {
    case 'jira:issue_created':
    case 'jira:issue_updated': {
      const { data } = z.object({ issue: Issue }).safeParse(sent)
      return data ? [issueEvent(await account.site(signal), data.issue)] : []
    }
    case 'jira:issue_deleted':
      return [{ kind: 'deleted', issue: ref, at }]
    case 'comment_created':
    case 'comment_updated':
      return comment ? readComment(account, ref, comment.id, signal) : []
    case 'comment_deleted':
      return comment ? [{ kind: 'comment-deleted', issue: ref, comment: comment.id, at }] : []
    default:
      return []
  }
}

/** None where it is gone since, or not for everybody. */
async function readComment(
  { api }: JiraAccount,
  issue: RemoteRef,
  id: string,
  signal: AbortSignal,
): Promise<TrackerEvent[]> {
  const place = { issueIdOrKey: issue.id, id, expand: 'properties' }
  const found = await getComment(api(signal), place).catch((error) => {
    if (error instanceof TrackerError && error.kind === 'missing') return null
    throw error
  })
  const comment = found && Comment.parse(found)
  return comment && isPublic(comment) ? [commentEvent(issue, comment)] : []
}

import { getComment } from 'jira.js/cloud'
import { z } from 'zod'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { Received } from '../../connector.ts'
import { readAnswer } from '../../kit/answer.ts'
import { readIssue } from '../issues/read.ts'
import type { JiraAccount } from '../login/account.ts'
import { commentEvent, isMirrored, issueEvent } from './events.ts'
import { issueIn, Payload } from './payload.ts'
import { Comment, Issue } from './schema.ts'
import type { SignedMessage } from './signing.ts'

/** What a message is translated with. `now` is epoch milliseconds. */
interface Receiving {
  readonly now: number
  readonly signal: AbortSignal
}

/**
 * Translates a webhook message that was proven. A comment's text comes in an old notation, so the comment is read; throws
 * TrackerError if Jira cannot be read now. https://developer.atlassian.com/cloud/jira/platform/webhooks/
 */
export async function receiveEvents(
  account: JiraAccount,
  { id, json }: SignedMessage,
  { now, signal }: Receiving,
): Promise<Received> {
  const sent = account.dialect.answer(json, { url: '' })
  const { data } = Payload.safeParse(sent)
  if (!data) return { id, what: 'a message of another kind', events: [] }
  const message = { ...data, at: data.timestamp ?? now, sent }
  return { id, what: data.webhookEvent, events: await eventsOf(account, message, signal) }
}

interface Message extends Payload {
  /** When it happened, epoch milliseconds. */
  readonly at: number
  /** The message as it was sent. */
  readonly sent: unknown
}

async function eventsOf(
  account: JiraAccount,
  message: Message,
  signal: AbortSignal,
): Promise<TrackerEvent[]> {
  const ref = issueIn(message)
  if (!ref) return []
  const { webhookEvent, comment, at } = message
  // The message may be late, or the issue only hidden from us.
  if (webhookEvent === 'jira:issue_deleted')
    return [
      { kind: 'doubtful', deletion: true, issue: ref, what: 'Jira says that it was deleted', at },
    ]
  if (/^jira:issue_(created|updated)$/.test(webhookEvent))
    return [
      ...(await issueEvents(account, message, ref, signal)),
      ...(await commentEvents(account, message, ref, signal)),
    ]
  if (webhookEvent === 'comment_deleted' && comment)
    return [{ kind: 'comment-deleted', issue: ref, comment: comment.id, at }]
  return /^comment_(created|updated)$/.test(webhookEvent)
    ? commentEvents(account, message, ref, signal)
    : []
}

/** The issue as the message has it, or as it is read if the message is odd. */
async function issueEvents(
  account: JiraAccount,
  { sent }: Message,
  ref: RemoteRef,
  signal: AbortSignal,
): Promise<TrackerEvent[]> {
  const { data } = z.object({ issue: Issue }).safeParse(sent)
  if (data) return [issueEvent(await account.site(signal), data.issue)]
  const found = await readIssue(account, ref, signal).catch(orNull)
  return found ? [found] : []
}

/** The comment as it is now. If it is no longer public, it is as good as deleted; if it is not shown, it may be hidden from us. */
async function commentEvents(
  { api }: JiraAccount,
  { webhookEvent, comment, at }: Message,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<TrackerEvent[]> {
  if (!comment) return []
  const place = { issueIdOrKey: issue.id, id: comment.id, expand: 'properties' }
  const found = await getComment(api(signal), place).catch(orNull)
  if (!found)
    return [{ kind: 'doubtful', issue, what: 'Jira does not show one of its comments', at }]
  const read = readAnswer(Comment, found, `Jira's answer about comment ${comment.id}`)
  if (isMirrored(read)) return [commentEvent(issue, read)]
  return webhookEvent === 'comment_created'
    ? []
    : [{ kind: 'comment-deleted', issue, comment: comment.id, at }]
}

function orNull(error: unknown): null {
  if (error instanceof TrackerError && error.kind === 'missing') return null
  throw error
}

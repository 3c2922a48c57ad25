import { z } from 'zod'
import { HttpError } from '../../src/domain/errors.ts'
import type { TrackerEvent } from '../../src/domain/issue.ts'
import type { InboundRequest } from '../../src/platform/adapter.ts'
import { textOf } from '../../src/platform/bytes.ts'
import { isHmac } from '../../src/platform/secret.ts'
import type { Received } from '../connector.ts'
import { commentEvent, issueEvent } from './events.ts'
import { ApiComment, ApiIssue } from './schema.ts'

const Repository = z.object({ full_name: z.string() })
const Payload = z.object({
  action: z.string().optional(),
  issue: ApiIssue.optional(),
  comment: ApiComment.optional(),
  repository: Repository.optional(),
  changes: z
    .object({ new_issue: ApiIssue.optional(), new_repository: Repository.optional() })
    .optional(),
})
type Payload = z.infer<typeof Payload>

/**
 * Translates a webhook delivery that GitHub signed with one of `secrets`; throws HttpError for any other. What is not about
 * issues, or tells only part of one, has no events. https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function receiveEvents(
  { headers, body }: InboundRequest,
  secrets: readonly string[],
): Promise<Received> {
  const [, signature = ''] = /^sha256=(.*)$/.exec(headers.get('x-hub-signature-256') ?? '') ?? []
  if (!(await isHmac(body, signature, secrets)))
    throw new HttpError(403, 'the signature is missing or wrong')
  const id = headers.get('x-github-delivery')
  if (!id) throw new HttpError(422, 'X-GitHub-InboundRequest: is missing')
  const event = headers.get('x-github-event') ?? ''
  const payload = Payload.safeParse(parseJson(textOf(body)))
  const what = [event, payload.data?.action].filter(Boolean).join(' ')
  return { id, what, events: payload.data ? eventsOf(event, payload.data) : [] }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new HttpError(400, 'the body is not JSON: set the webhook to application/json')
  }
}

function eventsOf(event: string, payload: Payload): TrackerEvent[] {
  const { action, issue, comment, repository } = payload
  if (!issue || !repository || issue.pull_request) return []
  const known = issueEvent(repository.full_name, issue)
  const { issue: ref, at } = known
  if (event === 'issues' && action === 'deleted') return [{ kind: 'deleted', issue: ref, at }]
  if (event === 'issues' && action === 'transferred') return moveOf(payload, ref, at)
  // Deletions are told as such, and this count may be older than what we know.
  const told = { ...known, comments: null }
  if (event === 'issues') return [told]
  if (event !== 'issue_comment' || !comment) return []
  const said = commentEvent(ref, comment)
  if (action === 'deleted')
    return [told, { kind: 'comment-deleted', issue: ref, comment: said.comment, at: said.at }]
  return [told, said]
}

function moveOf({ changes }: Payload, issue: TrackerEvent['issue'], at: number): TrackerEvent[] {
  const { new_issue: to, new_repository: repository } = changes ?? {}
  if (!to || !repository) return []
  const { issue: ref, url } = issueEvent(repository.full_name, to)
  return [{ kind: 'moved', issue, to: ref, url, at }]
}

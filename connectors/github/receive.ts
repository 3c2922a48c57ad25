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
})
type Payload = z.infer<typeof Payload>

/** By how many milliseconds GitHub's clock may be ahead of ours. */
const skewMs = 10 * 60_000

/** What a message is translated with. */
interface Receiving {
  readonly secrets: readonly string[]
  /** The host of GitHub's pages. */
  readonly site: string
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Translates a webhook message that GitHub signed with one of the secrets; throws HttpError for any other.
 * What is not about issues, or tells only part of one, has no events.
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function receiveEvents(
  { headers, body }: InboundRequest,
  receiving: Receiving,
): Promise<Received> {
  const [, signature = ''] = /^sha256=(.*)$/.exec(headers.get('x-hub-signature-256') ?? '') ?? []
  if (!(await isHmac(body, signature, receiving.secrets)))
    throw new HttpError(403, 'the signature is missing or wrong')
  const id = headers.get('x-github-delivery')
  if (!id) throw new HttpError(422, 'X-GitHub-Delivery: is missing')
  const event = headers.get('x-github-event') ?? ''
  const isAboutIssues = ['issues', 'issue_comment'].includes(event)
  const payload = Payload.safeParse(parseJson(textOf(body)))
  const what = [event, payload.data?.action].filter(Boolean).join(' ')
  const events = payload.data && isAboutIssues ? eventsOf(payload.data, receiving) : []
  return { id, what, events }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new HttpError(400, 'the body is not JSON: set the webhook to application/json')
  }
}

/**
 * What a message tells. Only its body is signed, so that the header says no more than that it is about
 * issues. What cannot be undone, and what is not as GitHub tells it, is read before it is believed.
 */
function eventsOf(payload: Payload, { site, now }: Receiving): TrackerEvent[] {
  const { action, issue, comment, repository } = payload
  if (!issue || !repository || issue.pull_request) return []
  const known = issueEvent(repository.full_name, issue)
  const { issue: ref, at } = known
  const doubtful = (what: string): TrackerEvent => ({ kind: 'doubtful', issue: ref, what, at: now })
  if (!comment && (action === 'deleted' || action === 'transferred'))
    return [doubtful(`GitHub says that it was ${action}`)]
  const isElsewhere = URL.parse(issue.html_url)?.host !== site
  if (isElsewhere || at > now + skewMs) return [doubtful('GitHub told something odd of it')]
  // Deletions are told as such, and this count may be older than what we know.
  const told = { ...known, comments: null }
  if (!comment) return [told]
  const said = commentEvent(ref, comment)
  if (action === 'deleted')
    return [told, { kind: 'comment-deleted', issue: ref, comment: said.comment, at: said.at }]
  return [told, said]
}

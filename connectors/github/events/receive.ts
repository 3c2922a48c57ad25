import { z } from 'zod'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import type { InboundHead, InboundRequest } from '../../../src/platform/adapter.ts'
import type { Received } from '../../connector.ts'
import { skewMs } from '../../kit/clock.ts'
import { admitSigned, readSigned } from '../../kit/webhook.ts'
import { ApiComment, ApiIssue } from '../schema.ts'
import { commentEvent, isMirrored, issueEvent } from './events.ts'

const Repository = z.object({ full_name: z.string(), private: z.boolean().optional() })
const Payload = z.object({
  action: z.string().optional(),
  issue: ApiIssue.optional(),
  comment: ApiComment.optional(),
  repository: Repository.optional(),
})
type Payload = z.infer<typeof Payload>

const signing = { signature: 'x-hub-signature-256', id: 'X-GitHub-Delivery' }
const hint = ': set the webhook to application/json'

/** What a message is translated with. */
interface Receiving {
  readonly secrets: readonly string[]
  /** The host of GitHub's pages. */
  readonly site: string
  /** Epoch milliseconds. */
  readonly now: number
}

/** Refuses a message without a signature before its body is read. */
export async function admitEvents(head: InboundHead, secrets: readonly string[]): Promise<void> {
  await admitSigned(head, signing, { secrets })
}

/**
 * Translates a webhook message that GitHub signed with one of the secrets; throws HttpError for any other.
 * What is not about issues, or says only part of one, has no events.
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function receiveEvents(
  request: InboundRequest,
  receiving: Receiving,
): Promise<Received> {
  const { id, json } = await readSigned(request, signing, { secrets: receiving.secrets, hint })
  const event = request.headers.get('x-github-event') ?? ''
  const isAboutIssues = ['issues', 'issue_comment'].includes(event)
  const payload = Payload.safeParse(json)
  const what = [event, payload.data?.action].filter(Boolean).join(' ')
  const events = payload.data && isAboutIssues ? eventsOf(payload.data, receiving) : []
  return { id, what, events }
}

/**
 * Returns the events of a message. Only its body is signed, so the header says no more than that it is about
 * issues. The issue is read before a deletion or an odd message is believed.
 */
function eventsOf(payload: Payload, { site, now }: Receiving): TrackerEvent[] {
  const { action, issue, comment, repository } = payload
  if (!issue || !repository || issue.pull_request) return []
  const known = issueEvent(repository.full_name, issue)
  const { issue: ref, at } = known
  const doubtful = (what: string, deletion = false): TrackerEvent => ({
    ...{ kind: 'doubtful', issue: ref, what, at: now },
    ...(deletion && { deletion }),
  })
  if (!comment && (action === 'deleted' || action === 'transferred'))
    return [doubtful(`GitHub says that it was ${action}`, action === 'deleted')]
  const isElsewhere = URL.parse(issue.html_url)?.host !== site
  if (isElsewhere || at > now + skewMs) return [doubtful('GitHub sent an odd message about it')]
  // Deletions are reported as such, and this count may be older than what we know.
  const event = { ...known, comments: null }
  if (!comment) return [event]
  if (!isMirrored(comment, repository.private !== true)) return [event]
  const said = commentEvent(ref, comment)
  if (action === 'deleted')
    return [event, { kind: 'comment-deleted', issue: ref, comment: said.comment, at: said.at }]
  return [event, said]
}

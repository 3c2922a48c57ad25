import type { InboxRow } from '../../../db/tables/inbox.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { inShape } from '../../http/body.ts'
import { toFinding } from '../../http/kondukto/finding.ts'
import { idempotencyKey } from '../../http/kondukto/idempotency.ts'
import { CreateIssue } from '../../http/kondukto/schema.ts'
import { pathHeader, takeMessage } from '../../http/take-message.ts'
import { acceptFinding } from '../../intake/accept-finding.ts'
import { bytesOf } from '../../platform/bytes.ts'
import { parseJson } from '../../platform/json.ts'

/** What came of it: the finding's issue if the sender asked for one, and a word about it. */
export interface Processed {
  readonly issueId: string | null
  readonly note: string
}

/** Whether a message can be taken in anew: its text was kept, and its sender can send findings. */
export function canProcess({ sources }: Deps, { source, body, headers }: InboxRow): boolean {
  if (body === null) return false
  if (source === 'kondukto') return isCreate(body)
  const webhook = sources.get(source)?.source.webhook
  return webhook !== undefined && (!webhook.keptPath || headers[pathHeader] !== undefined)
}

/**
 * Takes a kept message in as if it had come just now: what was decided about it before does not count. Its sender was
 * verified when it came, as the text of no other is kept. Throws HttpError.
 */
export async function processAgain(deps: Deps, message: InboxRow): Promise<Processed> {
  const { source, body, headers } = message
  if (body === null || !canProcess(deps, message))
    throw new HttpError(
      409,
      'This message cannot be processed again. Have its sender send it again.',
    )
  if (source === 'kondukto') {
    const asked = inShape(parseJson(body), CreateIssue)
    const finding = await toFinding(
      asked,
      await idempotencyKey(headers['idempotency-key'], deps, asked),
    )
    const again = { source, eventKey: null, headers, body }
    const report = { finding, by: 'Kondukto', asked: true, message: again }
    const { id: issueId } = await acceptFinding(deps, report)
    return { issueId, note: 'accepted' }
  }
  const webhook = deps.sources.get(source)?.source.webhook
  const { [pathHeader]: path = '', ...others } = headers
  const request = {
    ...{ method: 'POST', path: path.split('/'), headers: new Headers(others) },
    body: bytesOf(body),
  }
  if (!webhook) throw new HttpError(409, `${source} is not set up.`)
  const parsed = { ...webhook.parse(request), id: `again:${crypto.randomUUID()}` }
  return { issueId: null, note: await takeMessage(deps, source, request, parsed) }
}

/** Only a create has a title or a name; a change and a comment are sent again by their sender. */
function isCreate(body: string): boolean {
  try {
    return CreateIssue.safeParse(parseJson(body)).success
  } catch {
    return false
  }
}

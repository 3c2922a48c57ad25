import { DuplicateMessageError } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import { hasMessage } from '../../db/tables/inbox.ts'
import { findIssuesByKeys } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { acceptFindings } from '../intake/accept-findings.ts'
import { type Message, messageWrite } from '../intake/message.ts'
import { textOf } from '../platform/bytes.ts'
import { enqueueComment } from '../queue/enqueue.ts'
import { enqueueFetch } from '../queue/enqueue-fetch.ts'
import type { ParsedWebhook, ScannerComment, WebhookRequest } from '../sources/webhook.ts'
import { sha256Hex } from '../text/hash.ts'
import { keptHeaders } from './request.ts'

/**
 * Takes in what a verified message says. Returns what became of it, in a word. The key of a repetition is the vendor's id, or
 * the content of a comment. A finding without an id is compared with the last message about it, and what is to be fetched may
 * have changed since.
 */
export async function takeMessage(
  deps: Deps,
  source: string,
  request: WebhookRequest,
  message: ParsedWebhook,
): Promise<string> {
  const body = textOf(request.body)
  const digest = message.id ? null : await sha256Hex(body)
  const eventKey = message.id ?? (message.comments.length > 0 ? digest : null)
  if (eventKey && (await hasMessage(deps.db, source, eventKey))) return 'received before'
  const { findings, resource, event } = message
  const by = deps.sources.get(source)?.name ?? source
  const comments = await commentsOf(deps, source, by, message.comments)
  const lost = message.comments.length > 0 && comments.length === 0
  const note = lost ? 'a comment on a finding that was never filed' : message.note
  const kept: Message = {
    ...{ source, eventKey, body, digest },
    headers: { ...keptHeaders(request.headers), ...keptPath(deps, source, request) },
  }
  const isAlone = findings.length === 1 && comments.length === 0
  const outcome = findings.length + comments.length > 0 || resource ? 'accepted' : 'ignored'
  const reason = [event, note].filter(Boolean).join(': ')
  const row = isAlone ? [] : [messageWrite(deps, kept, { outcome, reason })]
  const fetching = resource ? enqueueFetch(deps, source, resource) : []
  const reports = findings.map((finding) => ({
    ...{ finding, by, asked: false },
    ...(isAlone && { message: kept }),
  }))
  try {
    await acceptFindings(deps, reports, [...row, ...comments, ...fetching])
  } catch (error) {
    if (error instanceof DuplicateMessageError) return 'received before'
    throw error
  }
  return note || 'accepted'
}

/** No header of HTTP/1 has this name, so a sender cannot give it one. */
export const pathHeader = ':path'

function keptPath({ sources }: Deps, source: string, { path }: WebhookRequest) {
  const kept = sources.get(source)?.source.webhook?.keptPath?.(path) ?? []
  return kept.length > 0 ? { [pathHeader]: kept.join('/') } : {}
}

/** The scanner's comments, on findings that were filed. */
async function commentsOf(
  deps: Deps,
  source: string,
  by: string,
  written: readonly ScannerComment[],
): Promise<Statement[]> {
  const statements: Statement[] = []
  for (const { text, about } of written) {
    const [issue] = await findIssuesByKeys(deps.db, source, about.slice(0, 50))
    const author = { email: '', username: by }
    const comment = { origin: 'scanner', author, body: text } as const
    if (issue) statements.push(...enqueueComment(deps, issue, comment, 'a comment in the scanner'))
  }
  return statements
}

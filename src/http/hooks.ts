import { type Context, type Handler, Hono, type MiddlewareHandler } from 'hono'
import { DuplicateMessageError } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import { hasMessage } from '../../db/tables/inbox.ts'
import { findIssuesByKeys } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { acceptFindings } from '../intake/accept-finding.ts'
import { type Message, messageWrite } from '../intake/message.ts'
import { textOf } from '../platform/bytes.ts'
import { enqueueComment } from '../queue/enqueue.ts'
import { enqueueFetch } from '../queue/enqueue-fetch.ts'
import {
  type ParsedWebhook,
  readMessage,
  type ScannerComment,
  type WebhookRequest,
} from '../sources/webhook.ts'
import { sha256Hex } from '../text/hash.ts'
import { limitBody, messageBytes } from './limits.ts'
import { noSuchAddress } from './no-such-address.ts'
import { forRequest, keptHeaders } from './request.ts'

/**
 * `/hooks/:source…`: what scanners send. Verifies a message before it reads it. Returns 2xx only when the message is stored, even
 * if it leads to nothing. A source without its secret is 404.
 */
export function hookRoutes(deps: Deps): Hono {
  const handlers = [verifyHead(deps), limitBody(messageBytes), answerHook(deps)] as const
  return new Hono().all('/:source', ...handlers).all('/:source/*', ...handlers)
}

/** Verifies the sender before the body is read, unless the proof is a signature of the body. */
function verifyHead(deps: Deps): MiddlewareHandler {
  return async (c, next) => {
    const { webhook, head } = await addressed(c, deps)
    refuseMethod(head.method, webhook.methods ?? ['POST'])
    if (!webhook.signed) await webhook.verify({ ...head, body: new Uint8Array() })
    return next()
  }
}

function answerHook(deps: Deps): Handler {
  return async (c) => {
    const { id, webhook, head } = await addressed(c, deps)
    const request = { ...head, body: new Uint8Array(await c.req.arrayBuffer()) }
    if (webhook.signed) await webhook.verify(request)
    const message = await takeMessage(
      forRequest(c, deps),
      id,
      request,
      readMessage(webhook, request),
    )
    return c.json({ message }, 202)
  }
}

function refuseMethod(method: string, allowed: readonly string[]): void {
  if (allowed.includes(method)) return
  const allow = allowed.join(', ')
  throw new HttpError(405, `${method} is not possible here: use ${allow}`, { Allow: allow })
}

/** The source in the address, and what is known of the request before its body. */
async function addressed(c: Context, deps: Deps) {
  const [id = '', ...path] = c.req.path.split('/').slice(2).map(decode)
  const webhook = deps.sources.get(id)?.source.webhook
  if (!webhook) throw await noSuchAddress(c, deps)
  const { method, raw } = c.req
  return { id, webhook, head: { method, path, headers: raw.headers } }
}

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

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new HttpError(404, 'There is no such address.')
  }
}

import { type Context, type Handler, Hono, type MiddlewareHandler } from 'hono'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { readMessage } from '../sources/webhook.ts'
import { limitBody, messageBytes } from './limits.ts'
import { noSuchAddress } from './no-such-address.ts'
import { forRequest } from './request.ts'
import { takeMessage } from './take-message.ts'

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

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new HttpError(404, 'There is no such address.')
  }
}

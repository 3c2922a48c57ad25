import { type Context, Hono } from 'hono'
import { uuidv7 } from 'uuidv7'
import { hasDelivery, insertDelivery } from '../../db/deliveries.ts'
import { Refused } from '../core/failure.ts'
import type { Deps } from '../deps.ts'
import type { Hook, Message } from '../sources/source.ts'
import { acceptFindings } from '../sync/accept.ts'
import { owe } from '../sync/collect.ts'

/** A message without an id of its own that comes again within so many milliseconds is a repetition. */
const repeatMs = 86_400_000
/** A longer body is not kept. */
const keptLength = 100_000
/** The only headers that are kept: none proves identity. */
const keptHeaders = ['content-type', 'user-agent', 'x-corgea-event', 'x-corgea-delivery']

/**
 * `/hooks/:source…`: what scanners send. Verified before it is read; answered 2xx only when what it says is stored, also
 * where it leads to nothing. A source without its secret is 404.
 */
export function hookRoutes(deps: Deps): Hono {
  const answer = async (c: Context) => {
    const [id = '', ...path] = c.req.path.split('/').slice(2).map(decode)
    const source = deps.sources.get(id)?.source
    if (!source) throw new Refused(404, 'there is nothing here')
    const { method, raw } = c.req
    const hook = { method, path, headers: raw.headers, body: await c.req.text() }
    await source.verify(hook)
    return c.json({ message: await take(deps, id, hook, source.parse(hook)) }, 202)
  }
  return new Hono().all('/:source', answer).all('/:source/*', answer)
}

async function take(deps: Deps, source: string, hook: Hook, message: Message): Promise<string> {
  const eventKey = await keyOf(deps, hook, message)
  if (eventKey && (await hasDelivery(deps.db, source, eventKey))) return 'received before'
  const { findings, collect, event, note } = message
  const by = deps.sources.get(source)?.name ?? source
  // First what it says: when the delivery is on record, all of it is safe.
  await acceptFindings(
    deps,
    findings.map((finding) => ({ finding, by, asked: false })),
  )
  const delivery = insertDelivery(deps.db, {
    id: uuidv7(),
    source,
    eventKey,
    headers: Object.fromEntries(
      keptHeaders.flatMap((name) => [[name, hook.headers.get(name) ?? '']]).filter(([, v]) => v),
    ),
    body: hook.body.length > keptLength ? null : hook.body,
    outcome: findings.length > 0 || collect ? 'accepted' : 'ignored',
    reason: [event, note].filter(Boolean).join(': '),
    at: deps.now(),
  })
  await deps.db.atomic([delivery, ...(collect ? owe(deps, source, collect) : [])])
  deps.wake()
  return note || 'accepted'
}

/** What is to be collected may have changed since: it is never a repetition. */
async function keyOf(deps: Deps, { body }: Hook, message: Message): Promise<string | null> {
  if (message.id) return message.id
  if (message.collect) return null
  const day = Math.floor(deps.now() / repeatMs)
  const bytes = new TextEncoder().encode(`${day}\n${body}`)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new Refused(404, 'there is nothing here')
  }
}

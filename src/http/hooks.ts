import { type Context, Hono } from 'hono'
import { uuidv7 } from 'uuidv7'
import type { Statement } from '../../db/db.ts'
import { hasDelivery, insertDelivery } from '../../db/deliveries.ts'
import { findIssuesByKeys } from '../../db/issues.ts'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { acceptFindings } from '../intake/accept-finding.ts'
import { enqueue } from '../jobs/collect.ts'
import { enqueueComment } from '../queue/enqueue.ts'
import type { Hook, Message } from '../sources/source.ts'

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
    if (!source) throw new HttpError(404, 'there is nothing here')
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
  const { findings, notes, collect, event } = message
  const by = deps.sources.get(source)?.name ?? source
  const comments = await commentsOf(deps, source, by, notes)
  const lost = notes.length > 0 && comments.length === 0
  const note = lost ? 'a note on nothing that was filed' : message.note
  const delivery = insertDelivery(deps.db, {
    id: uuidv7(),
    source,
    eventKey,
    headers: Object.fromEntries(
      keptHeaders.flatMap((name) => [[name, hook.headers.get(name) ?? '']]).filter(([, v]) => v),
    ),
    body: hook.body.length > keptLength ? null : hook.body,
    outcome: findings.length + comments.length > 0 || collect ? 'accepted' : 'ignored',
    reason: [event, note].filter(Boolean).join(': '),
    at: deps.now(),
  })
  const fetching = collect ? enqueue(deps, source, collect) : []
  const reports = findings.map((finding) => ({ finding, by, asked: false }))
  await acceptFindings(deps, reports, [delivery, ...comments, ...fetching])
  return note || 'accepted'
}

/** The comments that notes become, on findings that were filed. */
async function commentsOf(
  deps: Deps,
  source: string,
  by: string,
  notes: Message['notes'],
): Promise<Statement[]> {
  const owed: Statement[] = []
  for (const { text, about } of notes) {
    const [issue] = await findIssuesByKeys(deps.db, source, about.slice(0, 50))
    const author = { email: '', username: by }
    const comment = { origin: 'scanner', author, body: text } as const
    if (issue) owed.push(...enqueueComment(deps, issue, comment, 'a note in the scanner'))
  }
  return owed
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
    throw new HttpError(404, 'there is nothing here')
  }
}

import type {
  D1Database,
  D1PreparedStatement,
  MessageBatch,
  Queue,
  R2Bucket,
} from '@cloudflare/workers-types'
import type { Query, Ring } from './far-store.ts'

interface Bindings {
  readonly DB: D1Database
  readonly FILES: R2Bucket
  readonly DOORBELL: Queue<Ring>
}

/** A Worker that is nothing but D1, R2 and a queue, for one in another process: see `far-store.ts`. */
export default {
  async fetch(request: Request, { DB, FILES, DOORBELL }: Bindings): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/query') return ask(DB, (await request.json()) as Query)
    if (pathname === '/ring') return sendOn(DOORBELL, (await request.json()) as Ring)
    if (request.method === 'PUT') await FILES.put(pathname, await request.text())
    if (request.method === 'DELETE') await FILES.delete(pathname)
    const file = request.method === 'GET' ? await FILES.get(pathname) : null
    return new Response(file ? await file.text() : null, { status: file ? 200 : 204 })
  },

  async queue({ messages }: MessageBatch<Ring>): Promise<void> {
    const [{ to } = { to: '' }] = messages.map(({ body }) => body)
    const batch = { messages: messages.map(({ body }) => ({ body: body.body })) }
    await fetch(`${to}/far/queue`, { method: 'POST', body: JSON.stringify(batch) })
  },
}

async function sendOn(queue: Queue<Ring>, ring: Ring): Promise<Response> {
  await queue.send(ring, { delaySeconds: ring.delaySeconds })
  return new Response()
}

async function ask(db: D1Database, { way, statements }: Query): Promise<Response> {
  const prepared = statements.map(({ sql, params }) => db.prepare(sql).bind(...params))
  try {
    return Response.json({ result: await answerTo(db, way, prepared) })
  } catch (error) {
    return Response.json({ error: (error as Error).message })
  }
}

function answerTo(db: D1Database, way: Query['way'], all: D1PreparedStatement[]): Promise<unknown> {
  const [first] = all
  return way === 'batch' || !first ? db.batch(all) : way === 'raw' ? first.raw() : first[way]()
}

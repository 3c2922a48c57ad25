import type { D1Database, D1PreparedStatement, R2Bucket } from '@cloudflare/workers-types'
import type { Query } from './far-store.ts'

interface Bindings {
  readonly DB: D1Database
  readonly FILES: R2Bucket
}

/** A Worker that is nothing but D1 and R2, for one in another process: see `far-store.ts`. */
export default {
  async fetch(request: Request, { DB, FILES }: Bindings): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/query') return ask(DB, (await request.json()) as Query)
    if (request.method === 'PUT') await FILES.put(pathname, await request.text())
    if (request.method === 'DELETE') await FILES.delete(pathname)
    const file = request.method === 'GET' ? await FILES.get(pathname) : null
    return new Response(file ? await file.text() : null, { status: file ? 200 : 204 })
  },
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

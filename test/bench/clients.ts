import '../../src/cli/own-hash.ts'
import { createHmac } from 'node:crypto'
import Database from 'better-sqlite3'
import { Hono } from 'hono'
import { openSqlite } from '../../db/sqlite.ts'
import { createBridge } from '../../src/bridge.ts'
import statusChanged from '../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import vendorPayload from '../samples/kondukto-create.json' with { type: 'json' }
import { konduktoSecret } from '../support/bridge.ts'
import { timed } from './measure.ts'

/** Clients that send at the same time, each one request after another. */
export const parallel = 16

/** A request that a sender makes again and again, each time about a finding of its own. */
export interface Sender {
  readonly path: string
  request(name: string): Request
}

/** Kondukto's create, with the payload of its documentation. */
export const kondukto = senderOf('/api/v1/issues', (name) => ({
  headers: { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' },
  body: JSON.stringify({ ...vendorPayload, name }),
}))

/** Corgea's webhook, signed. */
export const corgea = senderOf('/hooks/corgea', (name) => {
  const data = { ...statusChanged.data, issue_id: name, status: 'open' }
  const body = JSON.stringify({ ...statusChanged, event_id: name, data })
  const signature = createHmac('sha256', 'corgea-secret').update(body).digest('hex')
  return { headers: { 'X-Corgea-Signature': signature }, body }
})

/** Holm's ticket. */
export const holm = senderOf('/hooks/holm/holm-hook-token', (name) => {
  const number = name.replace('-', '')
  return { headers: {}, body: JSON.stringify({ ticket: { number, status: 'Open' } }) }
})

/** What answers a request. */
export type Handler = (request: Request) => Response | Promise<Response>

/** Does one durable insert of a request's bytes, and nothing else. */
export function openBare(file: string, path: string): Handler {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('create table bodies (id integer primary key, body text not null)')
  const insert = db.prepare('insert into bodies (body) values (?)')
  const app = new Hono().post(path, async (c) => {
    insert.run(await c.req.text())
    return c.json({}, 201)
  })
  return app.fetch
}

/** Lockstep, accepting alone: no delivery is woken, as for the bare handler. */
export function openAccepting(file: string): Handler {
  const platform = { db: openSqlite(file), wake() {}, log() {} }
  const secrets = {
    KONDUKTO_SECRET: konduktoSecret,
    CORGEA_SECRET: 'corgea-secret',
    HOLM_TOKEN: 'holm-hook-token',
  }
  return createBridge(platform, { ...secrets, CREATE_WAIT_MS: '0' }, null).fetch
}

/** Sends the requests by that number of clients. Returns the milliseconds that it took. */
export function send(
  handle: Handler,
  requests: readonly Request[],
  clients = parallel,
): Promise<number> {
  const queue = requests.values()
  async function client() {
    for (const request of queue) {
      const response = await handle(request)
      if (!response.ok) throw new Error(`answered ${response.status}`)
    }
  }
  return timed(() => Promise.all(Array.from({ length: clients }, client)))
}

/** That many requests of a sender, 9,999 at most; `round` makes their names differ from those of other rounds. */
export function requestsOf({ request }: Sender, count: number, round: number): Request[] {
  return Array.from({ length: count }, (_, n) => request(`${round}-${String(n).padStart(4, '0')}`))
}

function senderOf(
  path: string,
  make: (name: string) => { headers: Record<string, string>; body: string },
): Sender {
  return {
    path,
    request(name) {
      const { headers, body } = make(name)
      const length = { 'Content-Length': String(Buffer.byteLength(body)) }
      const init = { method: 'POST', headers: { ...headers, ...length }, body }
      return new Request(`http://bench${path}`, init)
    },
  }
}

import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Hono } from 'hono'
import { openSqlite } from '../../db/sqlite.ts'
import { createBridge } from '../../src/bridge.ts'
import statusChanged from '../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import vendorPayload from '../samples/kondukto-create.json' with { type: 'json' }
import { konduktoSecret } from '../support/bridge.ts'
import { inFolder, median, show, timed } from './measure.ts'

const count = 1000
const parallel = 16
const rounds = 5

/** Creates accepted per second, against a bare handler that does one durable insert of the same bytes. */
export function benchAccept(): Promise<string> {
  const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
  return compare('creates', '/api/v1/issues', (name) => ({
    headers,
    body: JSON.stringify({ ...vendorPayload, name }),
  }))
}

/** The same of Corgea's webhooks, signed, each about an issue of its own. */
export function benchCorgea(): Promise<string> {
  return compare("Corgea's webhooks", '/hooks/corgea', (name) => {
    const data = { ...statusChanged.data, issue_id: name, status: 'open' }
    const body = JSON.stringify({ ...statusChanged, event_id: name, data })
    const signature = createHmac('sha256', 'corgea-secret').update(body).digest('hex')
    return { headers: { 'X-Corgea-Signature': signature }, body }
  })
}

/** The same of Holm's tickets, each another. */
export function benchHolm(): Promise<string> {
  return compare("Holm's webhooks", '/hooks/holm/holm-hook-token', (name) => {
    const number = name.replace('-', '')
    return { headers: {}, body: JSON.stringify({ ticket: { number, status: 'Open' } }) }
  })
}

type Call = (name: string) => { headers: Record<string, string>; body: string }
type Handler = (request: Request) => Response | Promise<Response>

function compare(what: string, path: string, call: Call): Promise<string> {
  return inFolder(async (folder) => {
    const bare = openBare(join(folder, 'bare.db'), path)
    const bridge = openBridge(join(folder, 'bridge.db'))
    const rates = { bare: [] as number[], bridge: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      const calls = Array.from({ length: count }, (_, n) => {
        return () =>
          new Request(`http://bench${path}`, { method: 'POST', ...call(`${round}-${n}`) })
      })
      rates.bare.push(await rate(bare, calls))
      rates.bridge.push(await rate(bridge, calls))
    }
    const [ours, theirs] = [median(rates.bridge), median(rates.bare)]
    return `accepted per second, ${what}: ${show(ours)}, a bare handler's durable inserts: ${show(theirs)}, ratio ${show(ours / theirs)}`
  })
}

async function rate(handle: Handler, calls: readonly (() => Request)[]): Promise<number> {
  const queue = calls.values()
  async function worker() {
    for (const request of queue) {
      const response = await handle(request())
      if (!response.ok) throw new Error(`answered ${response.status}`)
    }
  }
  const took = await timed(() => Promise.all(Array.from({ length: parallel }, worker)))
  return (calls.length * 1000) / took
}

function openBare(file: string, path: string): Handler {
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

/** Accepting alone: nobody is woken to deliver, as for the bare handler. */
function openBridge(file: string): Handler {
  const platform = { db: openSqlite(file), wake() {}, log() {} }
  const secrets = {
    KONDUKTO_SECRET: konduktoSecret,
    CORGEA_SECRET: 'corgea-secret',
    HOLM_TOKEN: 'holm-hook-token',
  }
  return createBridge(platform, { ...secrets, CREATE_WAIT_MS: '0' }, null).fetch
}

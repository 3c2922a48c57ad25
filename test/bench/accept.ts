import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Hono } from 'hono'
import { openSqlite } from '../../db/sqlite.ts'
import { createBridge } from '../../src/bridge.ts'
import vendorPayload from '../samples/kondukto-create.json' with { type: 'json' }
import { konduktoSecret } from '../support/bridge.ts'
import { inFolder, median, show, timed } from './measure.ts'

const count = 1000
const parallel = 16
const rounds = 5

/** Creates accepted per second, against a bare handler that does one durable insert of the same bytes. */
export function benchAccept(): Promise<string> {
  return inFolder(async (folder) => {
    const bare = openBare(join(folder, 'bare.db'))
    const bridge = openBridge(join(folder, 'bridge.db'))
    const rates = { bare: [] as number[], bridge: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      rates.bare.push(await rate(bare, round))
      rates.bridge.push(await rate(bridge, round))
    }
    const [ours, theirs] = [median(rates.bridge), median(rates.bare)]
    return `accepted creates per second: ${show(ours)}, a bare handler's durable inserts: ${show(theirs)}, ratio ${show(ours / theirs)}`
  })
}

type Handler = (request: Request) => Response | Promise<Response>

async function rate(handle: Handler, round: number): Promise<number> {
  let next = 0
  async function worker() {
    for (let n = next++; n < count; n = next++) {
      const response = await handle(request(`${round}-${n}`))
      if (response.status !== 201) throw new Error(`answered ${response.status}`)
    }
  }
  const took = await timed(() => Promise.all(Array.from({ length: parallel }, worker)))
  return (count * 1000) / took
}

function request(name: string): Request {
  return new Request('http://bench/api/v1/issues', {
    method: 'POST',
    headers: { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...vendorPayload, name }),
  })
}

function openBare(path: string): Handler {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('create table bodies (id integer primary key, body text not null)')
  const insert = db.prepare('insert into bodies (body) values (?)')
  const app = new Hono().post('/api/v1/issues', async (c) => {
    insert.run(await c.req.text())
    return c.json({}, 201)
  })
  return app.fetch
}

/** Accepting alone: nobody is woken to deliver, as for the bare handler. */
function openBridge(path: string): Handler {
  const platform = { db: openSqlite(path), wake() {}, log() {} }
  return createBridge(platform, { KONDUKTO_SECRET: konduktoSecret, CREATE_WAIT_MS: '0' }, null)
    .fetch
}

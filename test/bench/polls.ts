import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { startBridge } from '../support/bridge.ts'
import { openMemoryGithub } from '../support/memory-github.ts'
import { atMost, type Line } from './measure.ts'

const destinations = 1000
const trackerMs = 50
const pollSeconds = 60

/**
 * How long it takes to poll each of 1,000 destinations once, all due at the same moment, while the tracker takes 50 ms for an
 * answer: what is in time takes no longer than the polls are apart.
 */
export async function benchPolls(): Promise<Line[]> {
  const github = openMemoryGithub({ now: Date.now() })
  const polled = new Set<string>()
  github.meet(async ({ path, act }) => {
    await wait(trackerMs)
    polled.add(path.split('/').slice(2, 4).join('/'))
    return act()
  })
  const env = { ...github.env, POLL_SECONDS: String(pollSeconds) }
  const { db, start, stopLoops, stop } = startBridge({ env, fetch: github.fetch })
  const list = { since: new Date().toISOString(), etag: null }
  await db.atomic(rowsOf(JSON.stringify({ issues: list, comments: list })))
  const began = performance.now()
  await start()
  const isOver = () => polled.size === destinations || performance.now() - began > 90_000
  while (!isOver()) await wait(20)
  const took = (performance.now() - began) / 1000
  await stopLoops()
  await stop()
  const what = `${polled.size} of 1,000 destinations polled once, trackers at 50 ms`
  const line = atMost(what, took, pollSeconds, ' s')
  return [{ ...line, met: line.met && polled.size === destinations }]
}

function rowsOf(cursor: string) {
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${destinations})`
  return [
    sql`insert into accounts (id) values ('github') on conflict do nothing`,
    sql`insert into destinations (id, account, target, cursor) ${numbers}
      select 'github:acme/r' || i, 'github', 'acme/r' || i, ${cursor} from n`,
    sql`insert into jobs (id, kind, account, destination, payload, reason, state, paced, due_at, rank, created_at) ${numbers}
      select 'poll:github:acme/r' || i, 'poll', 'github', 'github:acme/r' || i, json_object('target', 'acme/r' || i),
        'changes in the tracker', 'waiting', 0, 0, 0, 0 from n`,
  ]
}

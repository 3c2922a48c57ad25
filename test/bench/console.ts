import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { openSqlite } from '../../db/sqlite.ts'
import type { Db } from '../../db/store.ts'
import { createBridge } from '../../src/bridge.ts'
import { atMost, cpuSince, inFolder, type Line, median, seen } from './measure.ts'

const messages = 1_000_000
const findings = 100_000
const rounds = 5
const token = 'an-admin-token-of-the-bench'

const pages = [
  ...['/admin', '/admin/accounts', '/admin/waiting', '/metrics'],
  ...['/admin/findings', '/admin/findings?q=nothing', '/admin/findings?severity=info&state=closed'],
  ...['/admin/findings?state=failed', '/admin/findings?state=waiting'],
  ...['/admin/inbox', '/admin/inbox?source=holm', '/admin/inbox?outcome=refused&q=nothing'],
  ...['/admin/jobs', '/admin/jobs?state=ready', '/admin/jobs?state=all', '/admin/jobs/redrive'],
]

/** The CPU time of each list and statistics page of the console with a million messages and 100,000 findings. */
export function benchConsole(): Promise<Line[]> {
  return inFolder(async (folder) => {
    const db = openSqlite(join(folder, 'many.db'))
    await fill(db)
    const { fetch } = createBridge({ db, wake() {}, log() {} }, { ADMIN_TOKEN: token }, null)
    const times = new Map<string, number>()
    for (const path of pages) times.set(path, await timeOf(fetch, path))
    db.close()
    const [slowest = '', ms = 0] = [...times].toSorted(([, one], [, other]) => other - one)[0] ?? []
    const all = median([...times.values()])
    const what = `with ${messages} messages and ${findings} findings`
    return [
      seen(`a page of the console ${what}`, all, ' ms of CPU'),
      atMost(`the slowest of them, ${slowest}`, ms, 100, ' ms of CPU'),
    ]
  })
}

async function timeOf(fetch: (request: Request) => Promise<Response>, path: string) {
  const headers = { Authorization: `Bearer ${token}`, Accept: 'text/html' }
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const request = new Request(`http://bench${path}`, { headers })
    const start = process.cpuUsage()
    await (await fetch(request)).text()
    times.push(cpuSince(start))
  }
  return median(times)
}

/** Ids are times, so that days and windows hold what they would. */
async function fill(db: Db): Promise<void> {
  const numbers = (count: number) =>
    sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`
  const id = sql`printf('01a2%04x-%04x-7000-8000-%012x', i / 65536, i % 65536, i)`
  const text = 'x'.repeat(800)
  await db.atomic([
    sql`insert into inbox (id, source, headers, outcome, reason, at, body) ${numbers(messages)}
      select ${id}, iif(i % 3, 'kondukto', 'holm'), '{}', iif(i % 50, 'accepted', 'refused'), 'a new finding', i, ${text} from n`,
    sql`insert into issues (id, source, source_key, account, target, status, status_at, last_report, last_report_at, title, body,
        labels, our_labels, severity, assignee, project, created_at, updated_at) ${numbers(findings)}
      select ${id}, 'kondukto', i, 'local', 'shop', 'open', i, '{}', i, 'Finding ' || i, ${text}, '[]', '[]', 'high', '{}', 'shop', i, i from n`,
    sql`insert into jobs (id, kind, account, destination, issue_id, payload, reason, state, paced, rank, created_at) ${numbers(findings)}
      select ${id}, 'create', 'local', 'local:shop', ${id}, '{}', 'a new finding',
        case i % 10 when 0 then 'failed' when 1 then 'ready' else 'done' end, 1, i, i from n`,
    sql`insert into attempts (id, job_id, account, at, took, writes, outcome) ${numbers(findings)}
      select ${id}, ${id}, 'local', i, 5, 1, 'done' from n`,
  ])
}

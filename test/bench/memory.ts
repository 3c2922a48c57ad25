import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { openSqlite } from '../../db/sqlite.ts'
import { konduktoSecret } from '../support/bridge.ts'
import { startProcess } from '../support/process.ts'
import { atMost, inFolder, type Line, median } from './measure.ts'

const issues = 100_000
const reads = 2000
/** One pair is not enough: V8 collects garbage at a time that nothing fixes. */
const pairs = 5

/** Memory of a process that holds 100,000 mapped issues, against one that holds none, after the same requests. */
export function benchMemory(): Promise<Line[]> {
  return inFolder(async (folder) => {
    const [empty, full] = [join(folder, 'empty.db'), join(folder, 'full.db')]
    fill(full)
    const ratios = []
    for (let n = 0; n < pairs; n += 1) {
      const none = await memoryOf(empty)
      ratios.push((await memoryOf(full)) / none)
    }
    return [atMost('memory with 100,000 mapped issues, against none', median(ratios), 1.1)]
  })
}

function fill(path: string): void {
  const db = openSqlite(path)
  db.query.run(sql`insert into issues (id, source, source_key, account, target, generation, remote_id, remote_key,
      remote_url, remote_assignee, status, status_at, decided_by, last_report, last_report_at, title, body, labels, our_labels, assignee, due_date,
      project, created_at, updated_at)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${issues})
    select 'issue-' || i, 'kondukto', 'key-' || i, 'local', 'shop', 1, 'r' || i, i, 'http://x/' || i, '', 'open', 0,
      'scanner', '{"verdict":"open","reason":"","by":"Kondukto","asked":true}', 0, 'Title ' || i, hex(randomblob(1000)), '[]', '[]', '{"email":"","username":""}', '', 'shop', 0, 0
    from n`)
  db.close()
}

async function memoryOf(path: string): Promise<number> {
  const running = await startProcess({ DATABASE_PATH: path, KONDUKTO_SECRET: konduktoSecret })
  const headers = { 'X-Kondukto-Secret': konduktoSecret }
  for (let n = 1; n <= reads; n++) {
    const id = `issue-${(n * 7919) % issues}`
    await (await fetch(`${running.url}/api/v1/issues/${id}`, { headers })).text()
  }
  const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(running.pid)]))
  await running.kill()
  return kilobytes / 1024
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import type { D1Database, R2Bucket } from '@cloudflare/workers-types'
import { createTestHarness } from 'wrangler'
import { openD1 } from '../../db/d1.ts'
import { createBridge } from '../../src/bridge.ts'
import { konduktoSecret } from '../support/bridge.ts'
import { watchD1 } from '../support/d1.ts'
import { makeFinding } from '../support/finding.ts'
import { openMemoryGithub } from '../support/memory-github.ts'
import { typicalText } from '../text/typical-text.ts'
import { startJira } from '../trackers/jira/server.ts'
import { settingsFor } from '../trackers/jira/tracker.ts'
import { atMost, type Line, percentile } from './measure.ts'

const findings = 20
const events = 200
const warmUp = 60
const body = typicalText(8 * 1024)
const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }

/** What a finding costs on Workers: rows of D1, index entries included, and CPU of workerd, as `wrangler deploy` would upload it. */
export async function benchWorker(): Promise<Line[]> {
  const jira = await startJira()
  const harness = createTestHarness()
  const vars = { KONDUKTO_SECRET: konduktoSecret, LOG_LEVEL: 'error', ...settingsFor(jira) }
  const configPath = join(import.meta.dirname, '../../wrangler.toml')
  await harness.update({
    workers: [{ configPath, vars: { ...vars, JIRA_WRITES_PER_MINUTE: '0' } }],
  })
  await harness.listen()
  const worker = harness.getWorker<{ readonly DB: D1Database; readonly FILES: R2Bucket }>()
  await worker.applyD1Migrations('DB')
  const rows = await rowsPerFinding(await worker.getEnv())
  const cpu = await cpuOfEvents((init) => harness.fetch('/api/v1/issues', init as object))
  await harness.close()
  await jira.stop()
  return [
    atMost('D1 rows written per finding', rows.written, 16),
    atMost('D1 rows read per finding while paced', rows.read, 60),
    atMost('CPU of workerd per event, 8 KB finding to Jira, p99', percentile(cpu, 99), 10, ' ms'),
  ]
}

/** The rows of findings that wait for the pace, each filed by a doorbell of its own. */
async function rowsPerFinding({ DB, FILES }: { DB: D1Database; FILES: R2Bucket }) {
  const clock = { now: Date.now() }
  const github = openMemoryGithub(clock)
  const d1 = watchD1(DB)
  const env = { ...github.env, GITHUB_WRITES_PER_MINUTE: '60', KONDUKTO_SECRET: konduktoSecret }
  const platform = { db: openD1(d1.db, FILES), wake() {}, log() {}, now: () => clock.now }
  const bridge = createBridge({ ...platform, fetch: github.fetch }, env, null)
  const create = () => bridge.fetch(new Request('http://bench/api/v1/issues', creating()))
  await create()
  await bridge.tick()
  await bridge.tick()
  const before = { written: d1.rowsWritten, read: d1.rowsRead }
  for (let n = 0; n < findings; n += 1) await create()
  while (github.issues.length <= findings) {
    clock.now += 1000
    await bridge.tick(['github'])
  }
  return {
    written: (d1.rowsWritten - before.written) / findings,
    read: (d1.rowsRead - before.read) / findings,
  }
}

/** The CPU of all threads of workerd for each event, which is more than Cloudflare counts: its D1 runs in it as well. */
async function cpuOfEvents(create: (init: RequestInit) => Promise<unknown>): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < warmUp + events; n += 1) {
    const before = workerdMs()
    await create(creating())
    // What the event left running ends.
    await wait(20)
    all.push(workerdMs() - before)
  }
  return all.slice(warmUp)
}

function creating(): RequestInit {
  return { method: 'POST', headers, body: JSON.stringify(makeFinding({ template_md: body })) }
}

/** Milliseconds of CPU that the children of this process called workerd have spent. */
function workerdMs(): number {
  const own = readdirSync('/proc').filter((id) => /^\d+$/.test(id) && isWorkerd(id))
  const threads = own.flatMap((id) =>
    readdirSync(`/proc/${id}/task`).map((at) => `${id}/task/${at}`),
  )
  return threads.reduce((sum, at) => sum + Number(read(`${at}/schedstat`).split(' ')[0]) / 1e6, 0)
}

function isWorkerd(id: string): boolean {
  const [, name, parent] = /\((.*)\) \S (\d+)/.exec(read(`${id}/stat`)) ?? []
  return name === 'workerd' && Number(parent) === process.pid
}

function read(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return ''
  }
}

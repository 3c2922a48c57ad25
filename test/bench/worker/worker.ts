import { join } from 'node:path'
import type { D1Database, R2Bucket } from '@cloudflare/workers-types'
import { createTestHarness } from 'wrangler'
import { openD1 } from '../../../db/d1.ts'
import { createBridge } from '../../../src/bridge.ts'
import { konduktoSecret } from '../../support/bridge.ts'
import { watchD1 } from '../../support/d1.ts'
import { makeFinding } from '../../support/finding.ts'
import { openMemoryGithub } from '../../support/memory-github.ts'
import { typicalText } from '../../text/typical-text.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'
import { atMost, type Line, median, percentile, seen } from '../measure.ts'
import { bareWorker, equalWorker } from './bare-workers.ts'
import { type ProfiledWorker, withProfiler } from './profiler.ts'

const findings = 20
/**
 * An isolate collects all of its garbage once in a thousand events. It takes more memory a few times in its life, which makes
 * some 30 events dear. What this takes is seen as often as it comes.
 */
const events = 3000
/** Of the bare Workers, which have hardly any garbage. */
const bareEvents = 200
const warmUp = 60
/** Calls to D1 for a finding that is filed at once; see the tests of a Worker's calls. */
const queries = 2
/**
 * V8's helpers collect garbage while the isolate's thread waits. The profiler takes that wait for CPU, and does not see the CPU
 * of the helpers. So the thread collects alone.
 */
const flags = '--single-threaded-gc'
const body = typicalText(8 * 1024)
const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }

/** What a finding costs on Workers: rows of D1, index entries included, and CPU of its isolate. */
export async function benchWorker(): Promise<Line[]> {
  const jira = await startJira()
  const harness = createTestHarness()
  const vars = { KONDUKTO_SECRET: konduktoSecret, LOG_LEVEL: 'error', ...settingsFor(jira) }
  const configPath = join(import.meta.dirname, '../../../wrangler.toml')
  await harness.update({
    workers: [{ configPath, vars: { ...vars, JIRA_WRITES_PER_MINUTE: '0' } }],
  })
  await harness.listen()
  const worker = harness.getWorker<{ readonly DB: D1Database; readonly FILES: R2Bucket }>()
  await worker.applyD1Migrations('DB')
  const rows = await rowsPerFinding(await worker.getEnv())
  await harness.close()
  // Polls are events of their own: none may begin meanwhile.
  const unpolled = { ...vars, JIRA_WRITES_PER_MINUTE: '0', POLL_SECONDS: '3600' }
  const [first = Number.NaN, ...cpu] = await withProfiler(unpolled, cpuOfEvents(events), { flags })
  const [, ...equal] = await withProfiler({}, cpuOfEvents(bareEvents), {
    ...{ text: equalWorker(queries, jira.url), flags },
  })
  await jira.stop()
  const [, ...bare] = await withProfiler({}, cpuOfEvents(bareEvents), { text: bareWorker, flags })
  return [
    atMost('D1 rows written per finding', rows.written, 16),
    atMost('D1 rows read per finding while paced', rows.read, 60),
    atMost(
      'CPU of the Worker per event, 8 KB finding to Jira, p99',
      percentile(cpu, 99),
      10,
      ' ms',
    ),
    seen('CPU of the Worker per event, 8 KB finding to Jira, median', median(cpu), ' ms'),
    seen('the same of a bare Worker that does one insert', median(bare), ' ms'),
    seen(
      `of one with ${queries} queries, one request and the document alone`,
      median(equal),
      ' ms',
    ),
    seen('p99 of that', percentile(equal, 99), ' ms'),
    seen('CPU of the first event of an isolate', first, ' ms'),
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

/** Measures the first event, and `count` of a warm isolate. */
function cpuOfEvents(count: number) {
  return async ({ fetch, cpuOfEach }: ProfiledWorker): Promise<number[]> => {
    const all = await cpuOfEach(warmUp + count, () => fetch('/api/v1/issues', creating()))
    return all.filter((_, n) => n === 0 || n >= warmUp)
  }
}

function creating(): RequestInit {
  return { method: 'POST', headers, body: JSON.stringify(makeFinding({ template_md: body })) }
}

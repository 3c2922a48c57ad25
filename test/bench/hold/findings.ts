import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { issues } from '../../../db/schema/index.ts'
import { openSqlite } from '../../../db/sqlite.ts'
import type { Db } from '../../../db/store.ts'
import { createBridge } from '../../../src/bridge.ts'
import { acceptFindings } from '../../../src/intake/accept-findings.ts'
import { startAppscan } from '../../scanners/appscan.ts'
import { findingOf, openSync } from '../../support/sync.ts'
import { inFolder, type Line, seen, timed } from '../measure.ts'

const count = 2000

/** For how long at most 2,000 findings of one message hold the process, in milliseconds. */
export function benchHold(): Promise<Line[]> {
  return inFolder(async (folder) => {
    const { deps } = openSync(openSqlite(join(folder, 'bridge.db')))
    const reports = Array.from({ length: count }, (_, n) => {
      return { finding: findingOf(`f-${n}`, 'open'), by: 'Scanner', asked: false }
    })
    const held = await measured(() => acceptFindings(deps, reports))
    await requireAll(deps.db)
    return linesOf(`${count} findings of one message accepted`, held)
  })
}

/** The same of 2,000 that a scanner's API answers in pages of 500. */
export function benchHoldFetching(): Promise<Line[]> {
  return inFolder(async (folder) => {
    const appscan = await startAppscan(
      Array.from({ length: count }, (_, n) => ({
        Id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
        LastUpdated: '2026-01-01T00:00:00Z',
        Status: 'Open',
      })),
    )
    const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
    const platform = { db: openSqlite(join(folder, 'bridge.db')), wake() {}, log() {} }
    const bridge = createBridge(platform, { ...key, APPSCAN_TOKEN: 'appscan-token' }, null)
    const hook = `http://bench/hooks/appscan/appscan-token/scan-execution/${crypto.randomUUID()}`
    await bridge.fetch(new Request(hook))
    const held = await measured(async () => {
      // In the pauses between pages what was fetched is filed as well.
      while ((await filed(platform.db)) < count) {
        await bridge.tick()
        await wait(10)
      }
    })
    await appscan.stop()
    return linesOf(`${count} findings fetched and filed`, held)
  })
}

interface Held {
  readonly took: number
  readonly max: number
}

async function measured(run: () => Promise<unknown>): Promise<{ ours: Held; bare: Held }> {
  return { ours: await holdOf(run), bare: await holdOf(takeTurns) }
}

function linesOf(what: string, { ours, bare }: { ours: Held; bare: Held }): Line[] {
  return [
    seen(what, ours.took, ' ms'),
    seen('the longest hold of the process meanwhile', ours.max, ' ms'),
    seen('the longest hold by bare turns of 10 ms', bare.max, ' ms'),
  ]
}

async function holdOf(run: () => Promise<unknown>): Promise<Held> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const took = await timed(run)
  delay.disable()
  return { took, max: delay.max / 1e6 }
}

/** What a machine that is busy with other things makes of turns of 10 ms. */
async function takeTurns(): Promise<void> {
  for (let turns = 0; turns < 100; turns++) {
    const until = performance.now() + 10
    while (performance.now() < until);
    await wait(0)
  }
}

async function requireAll(db: Db): Promise<void> {
  if ((await db.query.$count(issues)) !== count) throw new Error('findings are missing')
}

function filed({ query }: Db): Promise<number> {
  return query.$count(issues)
}

import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openSqlite } from '../../db/sqlite.ts'
import { createBridge } from '../../src/bridge.ts'
import { startAppscan } from '../scanners/appscan.ts'
import { inFolder, show, timed } from './measure.ts'

const count = 2000

/** For how long at most 2,000 findings that come at once hold the process, in milliseconds. */
export function benchHold(): Promise<string> {
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
    const bridge = createBridge(platform, { ...key, APPSCAN_TOKEN: 'secret' }, null)
    const hook = `http://bench/hooks/appscan/secret/scan-execution/${crypto.randomUUID()}`
    await bridge.fetch(new Request(hook))
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const took = await timed(() => bridge.tick())
    delay.disable()
    await appscan.stop()
    return `${count} findings fetched and filed in ${show(took)} ms; the process was held for ${show(delay.max / 1e6)} ms at most, ${show(delay.percentile(99) / 1e6)} ms at the 99th percentile`
  })
}

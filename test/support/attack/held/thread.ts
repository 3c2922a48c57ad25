import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import '../../../../src/cli/own-hash.ts'
import { openSqlite } from '../../../../db/sqlite.ts'
import { listen } from '../../../../src/cli/listen.ts'
import { startBridge } from '../../bridge.ts'
import type { Asked, HeldOptions } from './start.ts'

// Lockstep in a thread of its own, so that only its own work counts, not that of whoever attacks it.

const { env, routes, path } = workerData as HeldOptions
const bridge = startBridge({ db: openSqlite(path), env, routes, live: false })
const server = listen(bridge.fetch, { port: 0, hostname: '127.0.0.1' }, () => {})
await once(server, 'listening')

let isWatched = false
let longest = 0

/** The most CPU time of this thread between two turns of the event loop: other threads and processes do not count. */
async function watch(): Promise<void> {
  for (let before = process.threadCpuUsage(); isWatched; before = process.threadCpuUsage()) {
    await nextTurn()
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
  }
}

const does: Record<Asked, () => unknown> = {
  tick: () => bridge.tick(),
  watch() {
    isWatched = true
    longest = 0
    watch()
  },
  longest() {
    isWatched = false
    return longest
  },
}

parentPort?.on('message', async (asked: Asked) => {
  parentPort?.postMessage(await does[asked]())
})
parentPort?.postMessage((server.address() as AddressInfo).port)

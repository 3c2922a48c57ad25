import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import type { Slowest } from './watch-health.ts'

// A process of its own, so that what the attacker's is busy with, and its memory, count for nothing.

const [url, pid] = process.argv.slice(2)
const none: Slowest = { took: 0, waited: 0 }
let slowest = none
process.on('message', () => {
  process.send?.(slowest)
  slowest = none
})
for (;;) {
  const asked = await ask()
  if (asked.took > slowest.took) slowest = asked
  await wait(5)
}

async function ask(): Promise<Slowest> {
  const before = waited()
  const start = performance.now()
  await (await fetch(`${url}/healthz`)).text()
  return { took: performance.now() - start, waited: waited() - before }
}

/** For how long the server's main thread and this one were ready and had no processor, in milliseconds; 0 if not on Linux. */
function waited(): number {
  return waitOf(Number(pid)) + waitOf(process.pid)
}

function waitOf(thread: number): number {
  try {
    return Number(readFileSync(`/proc/${thread}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}

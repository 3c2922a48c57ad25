import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

// A thread of its own, so that what the attacker's thread is busy with counts for nothing.

const { url } = workerData as { readonly url: string }
let slowest = 0
parentPort?.on('message', () => {
  parentPort?.postMessage(slowest)
  slowest = 0
})
for (;;) {
  const start = performance.now()
  await (await fetch(`${url}/healthz`)).text()
  slowest = Math.max(slowest, performance.now() - start)
  await wait(5)
}

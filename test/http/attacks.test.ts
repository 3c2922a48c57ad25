import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listen } from '../../src/cli/listen.ts'
import { attacks, type Victim } from '../support/attack/attacks.ts'
import { startBridge, type TestBridge } from '../support/bridge.ts'

/** CPU time that one turn of the event loop may take, in milliseconds, with the test's own share. */
const mostInATurn = 150

let bridge: TestBridge
let server: Server
beforeEach(async () => {
  bridge = startBridge({ env: { CREATE_WAIT_MS: '0', MAX_BODY_BYTES: '25000000' }, live: false })
  server = listen(bridge.fetch, { port: 0, hostname: '127.0.0.1' }, () => {})
  await once(server, 'listening')
})
afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await bridge.stop()
})

describe('while a stranger or a finding attacks it, the process goes on with other work:', () => {
  it.each(attacks)(
    '$name',
    async ({ run }) => {
      const attack = run(victim())

      const held = await longestTurn(attack)

      expect(held).toBeLessThan(mostInATurn)
      for (const status of await attack) expect(status).toBeLessThan(500)
      expect((await victim().fetch('/healthz')).status).toBe(200)
    },
    60_000,
  )
})

function victim(): Victim {
  const { port } = server.address() as AddressInfo
  return {
    fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    tick: () => bridge.tick(),
  }
}

/** The most CPU time of this thread between two turns of the event loop until the end: other processes do not count. */
async function longestTurn(end: Promise<unknown>): Promise<number> {
  let ended = false
  const stop = () => {
    ended = true
  }
  end.then(stop, stop)
  let longest = 0
  for (let before = process.threadCpuUsage(); !ended; before = process.threadCpuUsage()) {
    await nextTurn()
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
  }
  return longest
}

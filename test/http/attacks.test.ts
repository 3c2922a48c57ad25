import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attacks } from '../support/attack/attacks.ts'
import { startHeld } from '../support/attack/held/start.ts'
import { adminToken, konduktoSecret } from '../support/bridge.ts'

/** CPU time that one turn of the event loop may take, in milliseconds. A busy machine doubles it, and so does V8 when it collects garbage. */
const mostInATurn = 75

const env = {
  ...{ KONDUKTO_SECRET: konduktoSecret, ADMIN_TOKEN: adminToken },
  ...{ CREATE_WAIT_MS: '0', MAX_BODY_BYTES: '25000000' },
}
const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'

let held: Awaited<ReturnType<typeof startHeld>>
// A thread reads all sources anew, which takes long on a busy machine.
beforeAll(start, 60_000)
afterAll(() => held.stop())

describe('while a stranger or a finding attacks it, the process goes on with other work:', () => {
  it.each(attacks)(
    '$name',
    async ({ run }) => {
      let statuses: readonly number[] = []

      const measure = () =>
        held.longestTurn(async () => {
          statuses = await run(held)
        })

      let longest = await measure()
      // What else the machine does may be what took long: a new process is asked then, and its answer counts.
      if (longest >= mostInATurn) {
        await held.stop()
        await start()
        longest = await measure()
      }

      expect(longest).toBeLessThan(mostInATurn)
      for (const status of statuses) expect(status).toBeLessThan(500)
      expect((await held.fetch('/healthz')).status).toBe(200)
    },
    60_000,
  )
})

async function start(): Promise<void> {
  held = await startHeld({ env, routes, path: ':memory:' })
}

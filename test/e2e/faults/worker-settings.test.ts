import { expect, it } from 'vitest'
import worker from '../../../src/worker.ts'

const requests = 100

it('300 routes cost a Worker next to nothing more in each event: it does not read them anew', async () => {
  const few = await timeWith(1)
  const many = await timeWith(300)

  expect(many / few).toBeLessThan(5)
}, 60_000)

/** Milliseconds for a number of requests that need nothing but the settings. */
async function timeWith(routes: number): Promise<number> {
  const bindings = {
    ...{ KONDUKTO_SECRET: 'kondukto-secret', ADMIN_TOKEN: 'the-admin-token' },
    CONFIG: routesFile(routes),
  }
  const ask = () =>
    worker.fetch(new Request('http://worker/healthz'), bindings as never, { waitUntil() {} })
  expect((await ask()).status).toBe(200)
  const begun = performance.now()
  for (let n = 0; n < requests; n += 1) await ask()
  return performance.now() - begun
}

function routesFile(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, n) =>
      `  - when: { project: "team-${n}-*", severity: [critical, high] }\n    to: { tracker: local, target: "team-${n}" }`,
  )
  return `routes:\n${lines.join('\n')}`
}

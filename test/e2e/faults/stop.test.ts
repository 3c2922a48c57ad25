import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { adminToken, konduktoSecret } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { eventually } from '../../support/hosts/host.ts'
import { type Running, startProcess } from '../../support/process.ts'
import { within } from '../../support/running.ts'
import { json, listen } from '../../trackers/kit/server.ts'

let made: number
let stopServer: () => Promise<void>
let folder: string
let env: Record<string, string>
let running: Running
beforeEach(async () => {
  made = 0
  const github = await listen(async ({ method, url = '' }, body) => {
    if (method !== 'POST')
      return json(200, /issues/.test(url) ? [] : { id: 1, has_issues: true, private: true })
    await new Promise((resolve) => setTimeout(resolve, 100))
    made += 1
    return json(201, issueOf(made, url, JSON.parse(body.toString())))
  })
  stopServer = github.stop
  folder = await mkdtemp(join(tmpdir(), 'lockstep-'))
  env = {
    ...{ GITHUB_URL: github.url, GITHUB_TOKEN: 'token', GITHUB_REPO: 'acme/shop' },
    ...{ GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '0', CREATE_WAIT_MS: '0' },
    ...{ KONDUKTO_SECRET: konduktoSecret, ADMIN_TOKEN: adminToken },
    DATABASE_PATH: join(folder, 'lockstep.db'),
  }
  running = await startProcess(env)
})
afterEach(async () => {
  await running.kill()
  await stopServer()
  await rm(folder, { recursive: true })
})

it('SIGTERM in the middle of 100 creates: the one that runs ends, no other begins, and all are filed after a restart', async () => {
  for (let n = 0; n < 100; n += 1) await create()
  await eventually(async () => expect(made).toBeGreaterThan(2))
  const before = made

  const code = await within(2000, running.stop())
  const after = made
  running = await startProcess(env)

  expect(code).toBe(0)
  // One may end and another begin before the signal arrives.
  expect(after - before).toBeLessThanOrEqual(3)
  await eventually(async () => expect(made).toBe(100))
}, 60_000)

async function create(): Promise<void> {
  const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify(makeFinding()) }
  expect((await fetch(`${running.url}/api/v1/issues`, request)).status).toBe(201)
}

function issueOf(number: number, path: string, { title, body }: { title: string; body: string }) {
  const at = new Date().toISOString()
  return {
    ...{ id: number, number, title, body, state: 'open', labels: [], assignees: [], comments: 0 },
    ...{ url: `${path}/${number}`, html_url: `https://github.test/acme/shop/issues/${number}` },
    ...{ created_at: at, updated_at: at },
  }
}

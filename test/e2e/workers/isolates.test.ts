import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestHarness } from 'wrangler'
import { type Front, startFront } from '../../support/attack/front.ts'
import { adminToken, konduktoSecret } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'

const root = join(import.meta.dirname, '../../..')
const names = ['one', 'two'] as const
const findings = 12
/** Milliseconds between two writes, as 600 a minute ask for. */
const gapMs = 100
/** When the writes began, by the Worker's own clock: on their way, requests are held up. */
const starting = "select finished_at - took as at from jobs where kind = 'create' order by at"

let github: Github
let front: Front
const harness = createTestHarness()
beforeAll(async () => {
  github = await startGithub({ latencyMs: 20 })
  front = await startFront(github.url)
  await harness.update({ workers: names.map((name) => ({ config: configOf(name) })) })
  await harness.listen()
  await one().applyD1Migrations('DB')
}, 120_000)
afterAll(async () => {
  await harness.close()
  await front.stop()
  await github.stop()
})

it('two isolates on one D1 do each job once, one at a time and at the pace of one', async () => {
  await run("insert into accounts (id, next_write_at) values ('github', 9e15)")
  for (let n = 0; n < findings; n += 1) await create()
  await run('update accounts set next_write_at = 0')

  const writes = () => front.passed.filter(({ method }) => method === 'POST')
  // Whoever is asked first mostly wins: after each write it is the other.
  while ((await owed()) > 0) {
    const asked = writes().length % 2 === 0 ? names : names.toReversed()
    await Promise.all(asked.map((name) => harness.getWorker(name).scheduled({})))
  }

  const calls = writes()
  const starts = (await run(starting)).map((row) => (row as { at: number }).at)
  const gaps = starts.slice(1).map((at, n) => at - (starts[n] ?? 0))
  const lasted = (calls.at(-1)?.from ?? 0) - (calls[0]?.from ?? 0)
  const workers = new Set(calls.map(({ path }) => path.split('/')[1]))
  expect(calls).toHaveLength(findings)
  expect(await run('select id from attempts')).toEqual([])
  expect(await run("select id from jobs where kind = 'create' and took >= 20")).toHaveLength(
    findings,
  )
  expect(workers).toEqual(new Set(['~one', '~two']))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(gapMs)
  expect(lasted / (findings - 1)).toBeGreaterThanOrEqual(gapMs - 10)
}, 120_000)

function one() {
  return harness.getWorker<{ readonly DB: D1Database }>('one')
}

/** Runs a statement on the database of both. */
async function run(text: string): Promise<unknown[]> {
  return (await (await one().getEnv()).DB.prepare(text).all()).results
}

async function owed(): Promise<number> {
  return (await run("select id from jobs where state <> 'done' and issue_id is not null")).length
}

async function create(): Promise<void> {
  const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
  const body = JSON.stringify(makeFinding())
  const answer = await one().fetch('http://one/api/v1/issues', { method: 'POST', headers, body })
  expect(answer.status).toBe(201)
}

/** A Worker of its own on the same database; its name is in the address it calls. No doorbell: the test rings. */
function configOf(name: string) {
  const vars = {
    ...{ KONDUKTO_SECRET: konduktoSecret, ADMIN_TOKEN: adminToken, CREATE_WAIT_MS: '0' },
    ...{ GITHUB_URL: `${front.url}/~${name}`, GITHUB_TOKEN: github.token },
    ...{ GITHUB_REPO: github.target, GITHUB_WRITES_PER_MINUTE: String(60_000 / gapMs) },
  }
  const migrations_dir = join(root, 'db/migrations')
  return {
    name,
    main: join(root, 'src/worker.ts'),
    compatibility_date: '2026-11-01',
    compatibility_flags: ['nodejs_compat'],
    d1_databases: [
      { binding: 'DB', database_name: 'lockstep', database_id: 'shared', migrations_dir },
    ],
    r2_buckets: [{ binding: 'FILES', bucket_name: 'files' }],
    queues: { producers: [{ binding: 'DOORBELL', queue: 'unheard' }] },
    vars,
  }
}

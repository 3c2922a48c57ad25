import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { searchPages } from '../../../connectors/jira/lookup/search.ts'
import { openChance } from '../../simulation/world/chance.ts'
import { adminToken, konduktoSecret } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { freePort, type Running, startProcess } from '../../support/process.ts'
import { issuesOf } from '../../trackers/github/read.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'

/** The simulation dies far more often; this shows that real processes and a real file are no different. */
const kills = Number(process.env.CRASH_KILLS ?? 16)
/** For each tracker. */
const findings = 4 * kills
/** Milliseconds that it may take; more if somebody asked for more deaths. */
const most = process.env.CRASH_KILLS ? kills * 60_000 : 270_000
/** Decides when the process is killed; set CRASH_SEED to have the same moments again. */
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000)
/** Whether the Jira is a Data Center: CRASH_JIRA=data-center. */
const dataCenter = process.env.CRASH_JIRA === 'data-center'
const trackers = ['github', 'jira'] as const
const routes = trackers.map((id) => `  - { when: { project: ${id} }, to: { tracker: ${id} } }`)

let github: Github
let jira: Jira
let folder: string
let env: Record<string, string>
let running: Running | null = null
beforeAll(async () => {
  // Slow enough that the process can die while they work; and Jira's search is a minute behind.
  github = await startGithub({ latencyMs: 40 })
  jira = await startJira({ latencyMs: 40, lagMs: 60_000, dataCenter })
  folder = await mkdtemp(join(tmpdir(), 'lockstep-'))
  await writeFile(join(folder, 'routes.yaml'), `routes:\n${routes.join('\n')}\n`)
  env = {
    PORT: String(await freePort()),
    DATABASE_PATH: join(folder, 'lockstep.db'),
    LOCKSTEP_CONFIG: join(folder, 'routes.yaml'),
    KONDUKTO_SECRET: konduktoSecret,
    ADMIN_TOKEN: adminToken,
    CREATE_WAIT_MS: '0',
    GITHUB_URL: github.url,
    GITHUB_TOKEN: github.token,
    GITHUB_REPO: github.target,
    GITHUB_WRITES_PER_MINUTE: '0',
    GITHUB_WRITES_PER_HOUR: '0',
    ...settingsFor(jira),
  }
})
afterAll(async () => {
  await running?.kill()
  await Promise.all([github.stop(), jira.stop()])
  await rm(folder, { recursive: true })
})

it(
  `loses and doubles nothing when it is killed ${kills} times while ${findings} findings are filed in GitHub and as many in Jira (CRASH_SEED=${seed})`,
  async () => {
    const waiting = Array.from({ length: 2 * findings }, (_, n) =>
      makeFinding({ project_name: trackers[n % 2] }),
    )
    const ids = new Map<unknown, string>()
    const interrupted = new Map<string, number>()
    const moments: number[] = []
    const chance = openChance(seed)

    for (let life = 0; life <= kills; life++) {
      running = await startProcess(env)
      const { kill, url } = running
      const share = Math.ceil(waiting.length / Math.max(kills - life, 1))
      const sending = sendAll(url, waiting.splice(0, share))
      if (life < kills) {
        await beginningOf(life)
        // Half of them while the tracker has not answered yet, however busy the machine is.
        const moment = chance.whole(0, chance.is(0.5) ? 40 : 400)
        moments.push(moment)
        await new Promise((resolve) => setTimeout(resolve, moment))
        await kill()
        for (const account of runningIn(env.DATABASE_PATH ?? ''))
          interrupted.set(account, (interrupted.get(account) ?? 0) + 1)
      }
      const { taken, unanswered } = await sending
      for (const [name, id] of taken) ids.set(name, id)
      // Who got no answer asks again, as a client would.
      waiting.push(...unanswered)
      if (life === kills && waiting.length > 0) throw new Error('a living process did not answer')
    }
    await passMinute()
    await quiet()

    const killedAfter = `CRASH_SEED=${seed}: killed after ${moments.join(', ')} ms`
    const filed = [...(await keysOnGithub()), ...(await keysInJira())]
    const lost = [...ids.values()].filter((id) => !filed.includes(id))
    const doubled = filed.filter((id, at) => filed.indexOf(id) !== at)
    expect({ lost, doubled }, killedAfter).toEqual({ lost: [], doubled: [] })
    expect(new Set(ids.values()).size).toBe(2 * findings)
    expect(filed).toHaveLength(2 * findings)
    // Deaths that interrupt nothing prove nothing.
    for (const id of trackers) expect(interrupted.get(id)).toBeGreaterThan(kills / 6)
  },
  most,
)

/** A third of the deaths come soon after the start, a third while GitHub is at work, a third while Jira is. */
async function beginningOf(life: number): Promise<void> {
  const log = [null, github.log, jira.log][life % 3]
  const before = log?.length ?? 0
  while (log && log.length === before) await new Promise((resolve) => setTimeout(resolve, 5))
}

type Finding = Record<string, unknown>

/** Sends findings one after another until the process dies. */
async function sendAll(url: string, all: readonly Finding[]) {
  const taken: [unknown, string][] = []
  const unanswered: Finding[] = []
  for (const finding of all) {
    try {
      const response = await fetch(`${url}/api/v1/issues`, {
        method: 'POST',
        headers: { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' },
        body: JSON.stringify(finding),
      })
      if (response.status !== 201) throw new Error(`answered ${response.status}`)
      taken.push([finding.name, (await response.json()).id])
    } catch {
      unanswered.push(finding)
    }
  }
  return { taken, unanswered }
}

/** The accounts whose tries were under way when the process died. */
function runningIn(path: string): string[] {
  const db = new Database(path, { readonly: true })
  const accounts = db.prepare("select distinct account from jobs where state = 'running'")
  const found = accounts.pluck().all().map(String)
  db.close()
  return found
}

/**
 * Lets more than a minute pass for whatever waits until a look-up can be believed, and for Jira's search. A process looks at times only
 * when it starts and when they come.
 */
async function passMinute(): Promise<void> {
  await running?.stop()
  const db = new Database(env.DATABASE_PATH ?? '', { timeout: 5000 })
  db.exec('update jobs set due_at = max(due_at - 70000, 0) where issue_id is not null')
  db.close()
  await jira.advance(60_000)
  running = await startProcess(env)
}

/** Waits until all work is done. What was given up, as the process died three times with it, is redriven by hand. */
async function quiet(): Promise<void> {
  const headers = { Authorization: `Bearer ${adminToken}` }
  for (;;) {
    const response = await fetch(`${running?.url}/admin/jobs`, { headers })
    const { jobs } = (await response.json()) as { jobs: { state: string }[] }
    if (jobs.length === 0) return
    if (jobs.some(({ state }) => state === 'failed'))
      await fetch(`${running?.url}/admin/jobs/redrive`, { method: 'POST', headers })
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

async function keysOnGithub(): Promise<(string | undefined)[]> {
  const issues = await issuesOf(github)
  return issues.map(({ body }) => body.match(/<!-- lockstep:(\S+) -->$/)?.[1])
}

async function keysInJira(): Promise<(string | undefined)[]> {
  const person = clientOf(jira, 'casey')
  const query = { jql: 'project = "PAY"', fields: ['labels'] }
  const keys: (string | undefined)[] = []
  for await (const page of searchPages(() => person, query, AbortSignal.timeout(10_000))) {
    for (const { fields } of page) {
      const labels: string[] = fields?.labels ?? []
      const label = labels.find((name) => name.startsWith('lockstep-'))
      keys.push(label?.slice('lockstep-'.length))
    }
  }
  return keys
}

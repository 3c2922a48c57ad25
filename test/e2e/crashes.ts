import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminToken, konduktoSecret } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { freePort, type Running, startProcess } from '../support/process.ts'

const kills = 52
const findings = 208

/** A tracker over HTTP, slow enough that a process can die while it works. */
export interface Stage {
  /** What points Lockstep there, its pace off. */
  readonly settings: Record<string, string>
  /** How many requests it has had so far. */
  requests(): number
  /** The keys of all issues that were filed, as they stand in the tracker. */
  keys(): Promise<(string | undefined)[]>
  stop(): Promise<void>
}

/** Kills a real process again and again while findings are filed, and counts in the tracker what came of it. */
export function testCrashes(open: () => Promise<Stage>): void {
  let stage: Stage
  let folder: string
  let env: Record<string, string>
  let running: Running | null = null
  beforeAll(async () => {
    stage = await open()
    folder = await mkdtemp(join(tmpdir(), 'lockstep-'))
    env = {
      PORT: String(await freePort()),
      DATABASE_PATH: join(folder, 'lockstep.db'),
      KONDUKTO_SECRET: konduktoSecret,
      ADMIN_TOKEN: adminToken,
      CREATE_WAIT_MS: '0',
      ...stage.settings,
    }
  })
  afterAll(async () => {
    await running?.kill()
    await stage.stop()
    await rm(folder, { recursive: true })
  })

  it(`loses and doubles nothing when it is killed ${kills} times while ${findings} findings are filed`, async () => {
    const waiting = Array.from({ length: findings }, () => makeFinding())
    const ids = new Map<unknown, string>()
    const moments: number[] = []
    let interrupted = 0

    for (let life = 0; life <= kills; life++) {
      running = await startProcess(env)
      const { kill, url } = running
      const share = Math.ceil(waiting.length / Math.max(kills - life, 1))
      const sending = sendAll(url, waiting.splice(0, share))
      if (life < kills) {
        // Half of the deaths come soon after the start, half while the tracker is at work.
        const before = stage.requests()
        if (life % 2 === 1) await until(() => stage.requests() > before)
        const moment = Math.random() * 400
        moments.push(moment)
        await new Promise((resolve) => setTimeout(resolve, moment))
        await kill()
        interrupted += countRunning(env.DATABASE_PATH ?? '')
      }
      const { taken, unanswered } = await sending
      for (const [name, id] of taken) ids.set(name, id)
      // Who got no answer asks again, as a client would.
      waiting.push(...unanswered)
      if (life === kills && waiting.length > 0) throw new Error('a living process did not answer')
    }
    await quiet(running?.url ?? '')

    const filed = await stage.keys()
    const lost = [...ids.values()].filter((id) => !filed.includes(id))
    const doubled = filed.filter((id, at) => filed.indexOf(id) !== at)
    const killedAfter = `killed after ${moments.map(Math.round).join(', ')} ms`
    expect({ lost, doubled }, killedAfter).toEqual({ lost: [], doubled: [] })
    expect(new Set(ids.values()).size).toBe(findings)
    expect(filed).toHaveLength(findings)
    // Deaths that interrupt nothing prove nothing.
    expect(interrupted).toBeGreaterThan(kills / 5)
  }, 270_000)
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

/** Tries that were under way when the process died. */
function countRunning(path: string): number {
  const db = new Database(path, { readonly: true })
  const count = db.prepare("select count(*) from jobs where state = 'running'").pluck().get()
  db.close()
  return Number(count)
}

async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function quiet(url: string): Promise<void> {
  const headers = { Authorization: `Bearer ${adminToken}` }
  for (;;) {
    const response = await fetch(`${url}/admin/jobs`, { headers })
    if ((await response.json()).jobs.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { issuesOf } from '../github/read.ts'
import { type Github, startGithub } from '../github/server.ts'
import { adminToken, konduktoSecret } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { freePort, type Running, startProcess } from '../support/process.ts'

const kills = 52
const findings = 208

let github: Github
let folder: string
let env: Record<string, string>
let running: Running | null = null
beforeAll(async () => {
  github = await startGithub({ latencyMs: 15 })
  folder = await mkdtemp(join(tmpdir(), 'lockstep-'))
  env = {
    PORT: String(await freePort()),
    DATABASE_PATH: join(folder, 'lockstep.db'),
    KONDUKTO_SECRET: konduktoSecret,
    ADMIN_TOKEN: adminToken,
    CREATE_WAIT_MS: '0',
    GITHUB_URL: github.url,
    GITHUB_TOKEN: github.token,
    GITHUB_REPO: github.target,
    GITHUB_WRITES_PER_MINUTE: '0',
    GITHUB_WRITES_PER_HOUR: '0',
  }
})
afterAll(async () => {
  await running?.kill()
  await github.stop()
  await rm(folder, { recursive: true })
})

it(`loses and doubles nothing when it is killed ${kills} times while ${findings} findings are filed`, async () => {
  const waiting = Array.from({ length: findings }, () => makeFinding())
  const ids = new Map<unknown, string>()

  for (let life = 0; life <= kills; life++) {
    running = await startProcess(env)
    const { kill, url } = running
    const share = Math.ceil(waiting.length / Math.max(kills - life, 1))
    const sending = sendAll(url, waiting.splice(0, share))
    if (life < kills) {
      await new Promise((resolve) => setTimeout(resolve, randomMoment(life)))
      await kill()
    }
    const { taken, unanswered } = await sending
    for (const [name, id] of taken) ids.set(name, id)
    // Who got no answer asks again, as a client would.
    waiting.push(...unanswered)
    if (life === kills && waiting.length > 0) throw new Error('a living process did not answer')
  }
  await quiet()

  const issues = await issuesOf(github)
  const filed = issues.map(({ body }) => body.match(/<!-- lockstep:(\S+) -->$/)?.[1])
  expect(ids.size).toBe(findings)
  expect(new Set(ids.values()).size).toBe(findings)
  expect([...ids.values()].filter((id) => !filed.includes(id))).toEqual([])
  expect(filed).toHaveLength(findings)
  expect(new Set(filed).size).toBe(findings)
}, 240_000)

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

/** Spread over start, accepting and delivering; the same in every run. */
function randomMoment(life: number): number {
  const noise = Math.sin(life * 12.9898) * 43_758.5453
  return Math.round((noise - Math.floor(noise)) * 250)
}

async function quiet(): Promise<void> {
  const headers = { Authorization: `Bearer ${adminToken}` }
  for (;;) {
    const response = await fetch(`${running?.url}/admin/jobs`, { headers })
    if ((await response.json()).jobs.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

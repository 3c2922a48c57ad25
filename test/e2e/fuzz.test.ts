import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { startFront } from '../support/attack/front.ts'
import { type HostileRequest, hostileRequest } from '../support/attack/hostile-requests.ts'
import {
  hostileEnv,
  hostileRoutes,
  initOf,
  leakIn,
  oddPaths,
  routePaths,
} from '../support/attack/hostile-target.ts'
import { konduktoSecret } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import type { Answer } from '../support/hosts/host.ts'
import { openWorkerd } from '../support/hosts/workerd.ts'
import { startProcess } from '../support/process.ts'
import { openStore } from '../support/store.ts'

// By hand: FUZZ_RUNS=10000 FUZZ_SEED=1 npx vitest run test/e2e/fuzz.test.ts

const runs = Number(process.env.FUZZ_RUNS || 150)
const seed = Number(process.env.FUZZ_SEED || 20261125)
/** Requests that are on their way at a time. */
const width = 8
/** Later than this, no answer comes. On a busy machine one took 16 s, in 14 of which workerd waited for a processor. */
const slowestMs = 120_000
/** After this many requests it says how far it is. */
const every = 500

/** Lockstep behind a listener. `memory` is what its process holds, in MB, if that can be read. */
interface Listener {
  fetch(path: string, init?: RequestInit): Promise<Answer>
  memory(): number | null
  stop(): Promise<unknown>
}

let listener: Listener
afterEach(async () => void (await listener.stop()))

describe.each<[string, () => Promise<Listener>]>([
  ['the Node server', openProcess],
  ['the Node server behind a proxy', openBehindProxy],
  ['the built Worker in workerd', openBuiltWorker],
])('%s', (_, open) => {
  it(
    `answers ${runs} hostile requests without a 5xx but 503, and works as before afterwards`,
    async () => {
      listener = await open()
      const { id } = await report(listener)
      const paths = [...routePaths(openStore(), [[/:id/, id]]), ...oddPaths]
      const requests = fc.sample(hostileRequest(paths), { numRuns: runs, seed })
      const before = listener.memory()

      const problems = await sendAll(listener, requests)

      expect(problems).toEqual([])
      expect((await listener.fetch('/healthz')).status).toBe(200)
      expect((await report(listener)).status).toBe(201)
      const after = listener.memory()
      if (before !== null && after !== null) expect(after - before).toBeLessThan(200)
    },
    120_000 + runs * 500,
  )
})

async function sendAll(listener: Listener, requests: HostileRequest[]): Promise<string[]> {
  const problems: string[] = []
  const rest = requests.values()
  let sent = 0
  let slowest = { ms: 0, what: '' }
  const work = Array.from({ length: width }, async () => {
    for (const request of rest) {
      const start = performance.now()
      const problem = await problemWith(listener, request)
      const took = performance.now() - start
      const what = `${request.method} ${request.path}`
      if (took > slowest.ms) slowest = { ms: took, what }
      if (problem) problems.push(`${what}: ${problem}`)
      sent += 1
      if (sent % every === 0) say(sent, slowest)
    }
  })
  await Promise.all(work)
  return problems
}

/** So that who waits for many requests sees how far they are. */
function say(sent: number, { ms, what }: { ms: number; what: string }): void {
  process.stderr.write(`${sent} of ${runs} sent; the slowest took ${ms.toFixed(0)} ms: ${what}\n`)
}

async function problemWith(listener: Listener, request: HostileRequest): Promise<string | null> {
  try {
    const init = { ...initOf(request), signal: AbortSignal.timeout(slowestMs) }
    const answer = await listener.fetch(request.path, init)
    const text = await answer.text()
    const fine =
      answer.status < 500 || answer.status === 503 || isTrackersWord(request, answer.status)
    return fine ? leakIn(text) : `${answer.status} ${text}`
  } catch (error) {
    return `${error} ${(error as Error).cause}`
  }
}

/** A tracker's word is asked for at once by a create, by a link and by a comparison alone. */
function isTrackersWord({ method, path }: HostileRequest, status: number): boolean {
  const links = 'admin/+(issues|findings|api/+findings)/+[^/]+/+link'
  const asks = new RegExp(`^/+(api/+v1/+issues|${links}|admin/+(api/+)?reconcile)/*(\\?|$)`)
  return status === 502 && method === 'POST' && asks.test(path)
}

async function report(listener: Listener): Promise<{ status: number; id: string }> {
  const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
  const body = JSON.stringify(makeFinding())
  const answer = await listener.fetch('/api/v1/issues', { method: 'POST', headers, body })
  return { ...JSON.parse(await answer.text()), status: answer.status }
}

async function openProcess(): Promise<Listener & { readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  const LOCKSTEP_CONFIG = join(folder, 'lockstep.yaml')
  writeFileSync(LOCKSTEP_CONFIG, hostileRoutes)
  const running = await startProcess({ ...hostileEnv, LOCKSTEP_CONFIG })
  return {
    url: running.url,
    fetch: (path, init) => fetch(running.url + path, { redirect: 'manual', ...init }),
    memory: () => memoryOf(running.pid),
    async stop() {
      await running.kill()
      rmSync(folder, { recursive: true })
    },
  }
}

async function openBehindProxy(): Promise<Listener> {
  const node = await openProcess()
  const front = await startFront(node.url)
  return {
    ...node,
    fetch: (path, init) => fetch(front.url + path, { redirect: 'manual', ...init }),
    async stop() {
      await front.stop()
      await node.stop()
    },
  }
}

async function openBuiltWorker(): Promise<Listener> {
  const host = await openWorkerd()
  await host.start({ ...hostileEnv, PUBLIC_URL: 'http://lockstep' }, hostileRoutes)
  return { fetch: host.fetch, memory: () => null, stop: host.stop }
}

function memoryOf(pid: number): number | null {
  try {
    const [, kB] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kB ? Number(kB) / 1024 : null
  } catch {
    return null
  }
}

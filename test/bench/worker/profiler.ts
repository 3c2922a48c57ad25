import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { unstable_startWorker as startWorker } from 'wrangler'
import type { Answer } from '../../support/hosts/host.ts'
import { inFolder } from '../measure.ts'

const root = join(import.meta.dirname, '../../..')
/** Between two samples, in microseconds. To sample costs the isolate CPU too: at 200 µs, some 5 % of an event's. */
const interval = 400
/** In microseconds. A longer gap means that the isolate did not run: it waited for an answer. */
const longestGap = 1000
/** Two samples with no more between them are of one turn: the profiler samples a little later than it is asked to. */
const sameTurn = 2 * interval

/** A worker whose own CPU is known: the profiler samples its isolate, and not that of D1, for which Cloudflare counts none. */
export interface ProfiledWorker {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Answer>
  /** Returns the milliseconds of CPU of each of `count` runs, one after the other, and of the work that a run leaves behind. */
  readonly cpuOfEach: (count: number, run: () => Promise<unknown>) => Promise<number[]>
  /** The most milliseconds that the Worker runs on end meanwhile: for so long its isolate answers nothing else. */
  readonly longestTurnOf: (run: () => Promise<unknown>) => Promise<number>
}

/** What is profiled: the Worker, or another one if its `text` is given, by V8 with these `flags`. */
interface Profiled {
  readonly text?: string
  readonly flags?: string
}

/** Runs the Worker in workerd under the profiler, with a store of its own, until `run` ends. */
export function withProfiler<Result>(
  vars: Record<string, string | undefined>,
  run: (worker: ProfiledWorker) => Promise<Result>,
  { text, flags = '' }: Profiled = {},
): Promise<Result> {
  return inFolder(async (folder) => {
    const entrypoint = join(folder, 'worker.js')
    if (text !== undefined) writeFileSync(entrypoint, text)
    const migrate = ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', folder]
    const env = { ...process.env, CI: '1' }
    const wrangler = join(root, 'node_modules/.bin/wrangler')
    execFileSync(wrangler, migrate, { cwd: root, env, stdio: 'ignore' })
    process.env.MINIFLARE_WORKERD_V8_FLAGS = flags
    const worker = await startWorker({
      config: join(root, 'wrangler.toml'),
      ...(text !== undefined && { entrypoint }),
      bindings: Object.fromEntries(
        Object.entries(vars).map(([name, value]) => [
          name,
          { type: 'plain_text', value: value ?? '' },
        ]),
      ),
      dev: {
        ...{ persist: folder, watch: false, remote: false, logLevel: 'none' },
        ...{ server: { port: 0 }, inspector: { port: 0 } },
      },
    })
    await worker.ready
    const profiler = await openProfiler(String(await worker.inspectorUrl))
    // One profile for all: to start one takes longer than an event.
    const profileOf = async (works: readonly (() => Promise<unknown>)[]) => {
      const starts: number[] = []
      await profiler.call('Profiler.start')
      for (const work of works) {
        starts.push(Number(process.hrtime.bigint()) / 1000)
        await work()
        // What the event left running ends.
        await wait(20)
      }
      const { profile } = await profiler.call('Profiler.stop')
      return { profile, starts }
    }
    const result = await run({
      fetch: (path, init) => worker.fetch(`http://bench${path}`, init as object),
      async cpuOfEach(count, work) {
        const { profile, starts } = await profileOf(Array.from({ length: count }, () => work))
        return cpuSince(starts, profile)
      },
      async longestTurnOf(work) {
        const { profile } = await profileOf([work])
        return Math.max(0, ...turnsIn(profile))
      },
    })
    profiler.close()
    await worker.dispose()
    return result
  })
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string }
  }[]
  /** Microseconds of the machine's clock. */
  readonly startTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/**
 * Returns the milliseconds of CPU from each of the starts to the next, these in microseconds of the machine's clock. The isolate
 * is sampled only while it runs, and at its own pace: so a sample after a wait stands for as long as lies between two of one
 * turn on average. What has no name of JavaScript (`(program)`) runs too.
 */
function cpuSince(starts: readonly number[], profile: Profile): number[] {
  const times = busySamples(profile)
  const within = times.filter((time) => time !== null && time <= sameTurn) as number[]
  const usual = within.reduce((all, time) => all + time, 0) / within.length
  const cpu = starts.map(() => 0)
  let at = profile.startTime
  let event = 0
  for (const [n, delta] of profile.timeDeltas.entries()) {
    at += delta
    while (at >= (starts[event + 1] ?? Number.POSITIVE_INFINITY)) event += 1
    const time = times[n] ?? null
    if (time !== null) cpu[event] = (cpu[event] ?? 0) + (time <= sameTurn ? time : usual) / 1000
  }
  return cpu
}

/** The milliseconds of each turn: from one wait to the next. */
function turnsIn(profile: Profile): number[] {
  const turns = [0]
  for (const time of busySamples(profile)) {
    if (time === null || time > longestGap) turns.push(0)
    if (time !== null) turns.push((turns.pop() ?? 0) + Math.min(time, longestGap) / 1000)
  }
  return turns
}

/** For each sample the microseconds since the one before; null if the isolate had nothing to do. */
function busySamples({ nodes, samples, timeDeltas }: Profile): (number | null)[] {
  const idle = new Set(
    nodes
      .filter(({ callFrame }) => ['(idle)', '(root)'].includes(callFrame.functionName))
      .map(({ id }) => id),
  )
  return samples.map((id, n) => (idle.has(id) ? null : (timeDeltas[n] ?? 0)))
}

/** Speaks to the inspector, which refuses what looks like a browser. */
async function openProfiler(inspector: string) {
  const [target] = (await (await fetch(new URL('/json', inspector))).json()) as Target[]
  // Node takes options where a browser takes protocols.
  const options: unknown = { headers: { Origin: 'http://localhost', 'User-Agent': '' } }
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '', options as string[])
  const waiting: ((result: { profile: Profile }) => void)[] = []
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data))
    waiting[id]?.(result)
  })
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const call = (method: string, params = {}) =>
    new Promise<{ profile: Profile }>((resolve) => {
      socket.send(JSON.stringify({ id: waiting.push(resolve) - 1, method, params }))
    })
  await call('Profiler.enable')
  await call('Profiler.setSamplingInterval', { interval })
  return { call, close: () => socket.close() }
}

interface Target {
  readonly webSocketDebuggerUrl: string
}

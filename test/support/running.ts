import type { Clock, TestBridge } from './bridge.ts'

// Everything that tests of faults know of how a bridge is run: who ticks, who waits, what a job is called.

/** A clock that stands until it is turned. */
export function openTime(): Clock {
  return { now: Date.UTC(2026, 0, 1) }
}

/** Does all that is due now, and what becomes due by that. */
export async function settle(bridge: TestBridge, clock: Clock): Promise<void> {
  for (let rounds = 0; (await bridge.tick()) <= clock.now; rounds += 1)
    if (rounds > 10_000) throw new Error('something is due for ever')
}

/** Begins to do what is due, and comes back in the middle of it, once `isSo`; `end` is its end. */
export async function begin(bridge: TestBridge, isSo: () => boolean): Promise<Begun> {
  const end = run()
  async function run(): Promise<void> {
    while (!isSo()) await bridge.tick()
  }
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
  return { end }
}

interface Begun {
  readonly end: Promise<unknown>
}

/** Lets `ms` pass; what becomes due meanwhile is done at its time. Stops early once `isEnough`. */
export async function pass(
  bridge: TestBridge,
  clock: Clock,
  ms: number,
  isEnough: () => boolean = () => false,
): Promise<void> {
  const until = clock.now + ms
  while (!isEnough()) {
    const next = await bridge.tick()
    if (next > until || isEnough()) break
    clock.now = Math.max(next, clock.now + 100)
  }
  if (!isEnough()) clock.now = until
}

/** Milliseconds until the bridge wants to be called again. */
export async function nextWakeUp(bridge: TestBridge, clock: Clock): Promise<number> {
  return (await bridge.tick()) - clock.now
}

/** Runs it by itself in real time, as on Node; the answer stops it. */
export function keepRunning(bridge: TestBridge): () => Promise<void> {
  const started = bridge.start()
  return () => started.then(() => bridge.stopLoops())
}

/** What is not done yet, as an administrator sees it. */
export async function openJobs(bridge: TestBridge): Promise<ShownJob[]> {
  return JSON.parse(await (await bridge.admin('/admin/jobs')).text()).jobs
}

export interface ShownJob {
  readonly id: string
  readonly issueId: string
  readonly kind: string
  readonly state: string
  readonly error: string | null
}

/** The tries at a job, as an administrator sees them. */
export async function attemptsAt(bridge: TestBridge, job: string): Promise<ShownAttempt[]> {
  return JSON.parse(await (await bridge.admin(`/admin/jobs/${job}/attempts`)).text()).attempts
}

export interface ShownAttempt {
  readonly outcome: string
  readonly writes: number
  readonly message: string | null
}

/** Whether it is ready, as anybody sees it, and why not, as an administrator does. */
export async function readiness(bridge: TestBridge): Promise<{ status: number; why: string }> {
  const answer = await bridge.admin('/readyz')
  return { status: answer.status, why: await answer.text() }
}

/** What a promise comes to, or `late` if that takes longer than `ms` of real time. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

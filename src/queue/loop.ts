import type { Deps } from '../deps.ts'
import { dueBy, firstDue } from './due.ts'
import type { Runner } from './run.ts'

/** The work of one account, with a timer, a stop and a state of its own: what hangs there delays no other account. */
export interface Loop {
  readonly account: string
  /** Looks for work now, or once more after the present look: a job was enqueued. */
  wake(): void
  /** As `wake`: an attempt has ended, which mostly leaves nothing to do. */
  onEnd(): void
  /** Stops looking, and waits for the present look. Attempts under way are the runner's to wait for. */
  stop(): Promise<void>
  state(): LoopState
}

/** What an operator may want to know of a loop. Times are epoch milliseconds. */
export interface LoopState {
  readonly lookedAt: number | null
  readonly nextLookAt: number | null
  readonly lastError: string | null
}

/** After a look that the store made fail, in milliseconds. */
const retryMs = 1000
/** At least this often the rows are looked at, in milliseconds: another process may have added some. */
const mostMs = 60_000

/** Starts the loop of an account: it looks for work at once, whenever it is woken, and when something is due. */
export function startLoop(deps: Deps, runner: Runner, account: string): Loop {
  const state = { lookedAt: null, nextLookAt: null, lastError: null } as {
    -readonly [K in keyof LoopState]: LoopState[K]
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let looking: Promise<void> | null = null
  let again = false
  let isDue = true
  let hasNew = true
  let stopping = false

  wake()
  return {
    account,
    wake,
    onEnd: lookAgain,
    state: () => ({ ...state }),
    async stop() {
      stopping = true
      if (timer !== undefined) clearTimeout(timer)
      await looking
    },
  }

  function wake(): void {
    hasNew = true
    lookAgain()
  }

  function lookAgain(): void {
    if (looking) again = true
    else if (!stopping) looking = lookUntilQuiet()
  }

  async function lookUntilQuiet(): Promise<void> {
    if (timer !== undefined) clearTimeout(timer)
    let next = 0
    do {
      again = false
      next = await look().catch(afterError)
    } while (again && !stopping)
    looking = null
    if (stopping) return
    const now = deps.now()
    state.nextLookAt = Math.min(next, now + mostMs)
    timer = setTimeout(onTime, Math.max(state.nextLookAt - now, 0))
  }

  function onTime(): void {
    isDue = true
    wake()
  }

  /** Starts what may start. Only when time has come can there be leases to free or jobs to make ready. */
  async function look(): Promise<number> {
    state.lookedAt = deps.now()
    if (isDue) await runner.prepare([account])
    isDue = false
    const next = await startDue()
    state.lastError = null
    return next
  }

  /** A new job is claimed before anything else; after that, only what is due. */
  async function startDue(): Promise<number> {
    const isNew = hasNew
    hasNew = false
    if (isNew) await runner.claim({ id: account, paced: 0, unpaced: null })
    for (;;) {
      const dues = await runner.dues({ accounts: [account] })
      const now = deps.now()
      const started = await Promise.all(dues.map((due) => runner.claim(dueBy(due, now))))
      if (started.every((count) => count === 0)) return firstDue(dues, deps.now())
    }
  }

  function afterError(error: unknown): number {
    deps.log('the work of an account failed', { account, error }, 'error')
    state.lastError = String(error)
    isDue = true
    return deps.now() + retryMs
  }
}

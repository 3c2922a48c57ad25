import './own-hash.ts'
import process from 'node:process'
import { openSqlite } from '../../db/sqlite.ts'
import { createBridge } from '../bridge.ts'
import { accountValues } from '../config/accounts/account-values.ts'
import { parseConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { firstRun } from '../config/first-run.ts'
import { openLog } from '../platform/log.ts'
import { close, listen } from './listen.ts'
import { diskRows } from './machine.ts'
import { giveMemoryBack } from './memory.ts'
import { fail, say } from './say.ts'
import { readSetup } from './setup.ts'
import { summaryOf } from './summary.ts'

/** After SIGTERM: when requests are cut off, and when the process leaves whatever still runs, in milliseconds. */
const graceMs = 3000
const stopMs = 9000

/** Runs Lockstep until it is ended. */
export async function start(): Promise<void> {
  const setup = readSetup()
  const { env, routes, store } = setup
  // Before the store is touched, so that no secret is made and never shown.
  if (setup.problems.length > 0) fail(new ConfigError(setup.problems).message)
  const port = Number(env.PORT || 8787)
  const hostname = env.HOST || '127.0.0.1'
  const log = openLog((line) => process.stderr.write(`${line}\n`), {
    env: { ...accountValues(env, routes), ...env },
    now: Date.now,
  })
  const db = openStore(store)
  const { secrets, news } = await firstRun(db, env)
  const all = { ...env, ...secrets }
  const inspect = () => diskRows(store)
  const bridge = createBridge({ db, wake() {}, log, inspect }, all, routes)
  // Before listening: a port that is taken must not swallow the secrets.
  say(`${summaryOf(parseConfig(all, routes), setup)}${news}`)

  let started = Promise.resolve()
  const server = listen(bridge.fetch, { port, hostname }, () => {
    say(`Lockstep listens on ${env.PUBLIC_URL}`)
    started = bridge.start()
    void started.then(bridge.logCheck).then(giveMemoryBack)
  })
  server.on('error', (error) => {
    db.close()
    fail(cannotListen(`${hostname}:${port}`, error))
  })
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)

  /** Takes no more requests and claims no more jobs, lets running attempts end, and leaves in time. */
  async function stop(): Promise<void> {
    // What is cut short is taken up again at the next start.
    setTimeout(() => process.exit(), stopMs).unref()
    // A start that is under way still writes.
    await started
    await Promise.all([bridge.stop(), close(server, graceMs)])
    db.close()
  }
}

function openStore(path: string) {
  try {
    return openSqlite(path)
  } catch (error) {
    return fail(`DATABASE_PATH: cannot use ${path}: ${(error as Error).message}`)
  }
}

function cannotListen(address: string, error: NodeJS.ErrnoException): string {
  const why = error.code === 'EADDRINUSE' ? 'another program uses this port' : error.message
  return `Cannot listen on ${address}: ${why}. Nothing is lost: what is stored and every secret stay valid. Stop the other program, or set PORT, and start again.`
}

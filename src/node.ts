import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { openSqlite } from '../db/sqlite.ts'
import { createBridge } from './bridge.ts'
import { close, listen } from './cli/listen.ts'
import { accountValues } from './config/account-values.ts'
import { firstRun } from './config/first-run.ts'
import { localUrl } from './config/local-url.ts'
import { ConfigError, parseConfig } from './config/settings.ts'
import { openLog } from './platform/log.ts'

if (existsSync('.env')) process.loadEnvFile('.env')
const env: Record<string, string | undefined> = { ...process.env }
env.PUBLIC_URL ||= localUrl(env) ?? undefined
const port = Number(env.PORT || 8787)
const hostname = env.HOST || '127.0.0.1'

/** After SIGTERM: when requests are cut off, and when the process leaves whatever still runs, in milliseconds. */
const graceMs = 3000
const stopMs = 9000

const problems: string[] = []
const routes = readRoutes()
const log = openLog((line) => process.stderr.write(`${line}\n`), {
  env: { ...accountValues(env, routes), ...env },
  now: Date.now,
})
checkSettings()
const db = openStore(env.DATABASE_PATH || 'data/lockstep.db')
const { secrets, welcome } = await firstRun(db, env)
const bridge = createBridge({ db, wake() {}, log }, { ...env, ...secrets }, routes)

const server = listen(bridge.fetch, { port, hostname }, async () => {
  process.stdout.write(welcome)
  await bridge.start()
})
server.on('error', (error) => fail(`Cannot listen on ${hostname}:${port}: ${error.message}`))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)

/** Takes no more requests and claims no more jobs, lets running attempts end, and leaves in time. */
async function stop(): Promise<void> {
  // What is cut short is taken up again at the next start.
  setTimeout(() => process.exit(), stopMs).unref()
  await Promise.all([bridge.stop(), close(server, graceMs)])
  db.close()
}

function readRoutes(): string | null {
  const path = env.LOCKSTEP_CONFIG || 'lockstep.yaml'
  if (!env.LOCKSTEP_CONFIG && !existsSync(path)) return null
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(`LOCKSTEP_CONFIG: cannot read ${path}: ${(error as Error).message}`)
    return null
  }
}

/** Before the store is touched, so that no secret is made and never shown. */
function checkSettings(): void {
  try {
    parseConfig(env, routes)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
  }
  if (problems.length > 0) fail(new ConfigError(problems).message)
}

function openStore(path: string) {
  try {
    return openSqlite(path)
  } catch (error) {
    return fail(`DATABASE_PATH: cannot use ${path}: ${(error as Error).message}`)
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

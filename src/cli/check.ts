import { existsSync } from 'node:fs'
import process from 'node:process'
import { openSqlite } from '../../db/sqlite.ts'
import { createBridge } from '../bridge.ts'
import { storedSecrets } from '../config/first-run.ts'
import { type CheckRow, ok, problem } from '../domain/check.ts'
import { counted } from '../queue/problems/problem.ts'
import { diskRows } from './machine.ts'
import { say } from './say.ts'
import { readSetup, type Setup } from './setup.ts'

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' }

/** Prints the check, one line for each thing, and exits with 1 if there is a problem. */
export async function check({ json = false }: { readonly json?: boolean | undefined }) {
  const rows = await rowsOf(readSetup())
  const problems = rows.filter(({ level }) => level === 'problem').length
  say(json ? JSON.stringify({ rows }, null, 2) : rows.map(lineOf).join('\n'))
  if (!json) say(problems === 0 ? '\nNo problem.' : `\n${counted(problems, 'problem')} to mend.`)
  process.exitCode = problems > 0 ? 1 : 0
}

/** The rows of a check with these settings. */
export async function rowsOf(setup: Setup): Promise<readonly CheckRow[]> {
  if (setup.problems.length > 0) return setup.problems.map(settingRow)
  const isNew = setup.store === ':memory:' || !existsSync(setup.store)
  try {
    // The first start makes the store and the secrets: a check makes neither.
    const db = openSqlite(isNew ? ':memory:' : setup.store)
    const env = { ...setup.env, ...(isNew ? madeAtStart(setup) : await storedSecrets(db)) }
    const inspect = async () => (isNew ? [newRow(setup)] : diskRows(setup.store))
    const bridge = createBridge({ db, wake() {}, log() {}, inspect }, env, setup.routes)
    const rows = await bridge.check()
    db.close()
    return rows
  } catch (error) {
    const remedy = `Let the user that runs Lockstep write ${setup.store} and its folder.`
    const message = `The store cannot be opened: ${(error as Error).message}.`
    return [problem('DATABASE_PATH', message, remedy)]
  }
}

/** A setting that cannot be used names its place first. */
function settingRow(said: string): CheckRow {
  const [, subject = 'settings', message = said] = /^([^:]+): (.*)$/s.exec(said) ?? []
  const isVariable = /^[A-Z_]+$/.test(subject)
  const remedy = isVariable
    ? `Correct ${subject}, and run the check again.`
    : 'Correct the routes file, and run the check again.'
  return problem(subject, message, remedy)
}

function madeAtStart({ env }: Setup): Record<string, string> {
  const names = ['KONDUKTO_SECRET', 'ADMIN_TOKEN'].filter((name) => !env[name])
  return Object.fromEntries(names.map((name) => [name, 'made at the first start']))
}

function newRow({ store }: Setup): CheckRow {
  return ok('store', `${store} is made at the first start.`)
}

function lineOf({ level, subject, message, remedy }: CheckRow): string {
  return [`${marks[level]}  ${subject}: ${message}`, remedy].filter(Boolean).join(' ')
}

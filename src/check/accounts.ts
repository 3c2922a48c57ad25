import { newestArrivals } from '../../db/tables/inbox.ts'
import type { Account, Deps } from '../deps.ts'
import { type CheckRow, ok, problem, warning } from '../domain/check.ts'
import { TrackerError } from '../domain/errors.ts'
import { clockRows, plainRows } from './connection.ts'
import { messageRows } from './messages.ts'
import { optionsOf, targetsOf } from './targets.ts'

/** How long the look at one target may take, in milliseconds. */
const patienceMs = 20_000
/** Calls that one look makes. */
const callsPerTarget = 16

/** What is looked at, and how. */
export interface Look {
  readonly deps: Deps
  /** See `Inspection`. */
  readonly thorough: boolean
}

/** Returns the rows of each tracker's account and its targets. */
export async function accountRows(look: Look): Promise<CheckRow[]> {
  const { deps } = look
  const arrivals = await newestArrivals(deps.db)
  const accounts = [...deps.accounts.values()]
  const parts = await Promise.all(
    accounts.map(async (account) => [
      ...plainRows(deps, account),
      ...(await targetRows(look, account)),
      ...clockRows(account),
      ...(account.connector.receive ? messageRows(account, arrivals.get(account.id)) : []),
    ]),
  )
  return parts.flat()
}

async function targetRows(look: Look, account: Account): Promise<CheckRow[]> {
  const { deps } = look
  const rows: CheckRow[] = []
  for (const target of await targetsOf(deps, account.id)) {
    const end = deps.budget.begin(callsPerTarget)
    if (!end) {
      const remedy = 'Run "lockstep check" on a machine with the same settings.'
      return [
        ...rows,
        warning(target, 'It was not checked: this request has no calls left.', remedy),
      ]
    }
    const found = (await lookAt(look, account, target).finally(end)).map((row) =>
      inWordsOf(deps, account, row),
    )
    rows.push(...found)
    // A problem with the log-in is the same for every target.
    if (found.some(({ level, subject }) => level === 'problem' && subject === account.name)) break
  }
  return rows
}

async function lookAt(
  { deps, thorough }: Look,
  { connector, name, id }: Account,
  target: string,
): Promise<readonly CheckRow[]> {
  const signal = AbortSignal.timeout(patienceMs)
  try {
    if (connector.inspect)
      return await connector.inspect(target, {
        ...{ options: optionsOf(deps, id, target), thorough, signal },
      })
    await connector.check(target, signal)
    return [ok(`${name} ${target}`, 'Findings can be filed.')]
  } catch (error) {
    if (!(error instanceof TrackerError)) return [brokenRow(deps, target, error)]
    return [
      problem(target, `${name} says: ${error.message}.`, `Run the check again when ${name} works.`),
    ]
  }
}

/** A connector names its tracker and the tracker's own variables; an account may have a name and variables of its own. */
function inWordsOf({ config }: Deps, { id, name }: Account, row: CheckRow): CheckRow {
  const account = config.accounts.get(id)
  if (!account) return row
  const { definition, placeOf } = account
  const own = new RegExp(`\\b${definition.id.toUpperCase()}_[A-Z_]+\\b`, 'g')
  const subject = row.subject === definition.name ? name : row.subject
  return { ...row, subject, remedy: row.remedy.replace(own, placeOf) }
}

/** A fault of Lockstep or of its store must not hide the other rows. */
function brokenRow({ log }: Deps, target: string, error: unknown): CheckRow {
  log('a target could not be checked', { target, error }, 'error')
  const message = `It could not be checked: ${(error as Error).message}.`
  return problem(target, message, 'The log has the details.')
}

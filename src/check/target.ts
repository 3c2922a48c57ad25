import type { Account, Deps } from '../deps.ts'
import { type CheckRow, ok, problem } from '../domain/check.ts'
import { TrackerError } from '../domain/errors.ts'
import { optionsOf } from './targets.ts'

/** How long the look at one target may take, in milliseconds. */
const patienceMs = 20_000

/** A target, and how it is looked at; see `Inspection`. */
interface Target {
  readonly target: string
  readonly thorough: boolean
}

/** Returns the rows of one target of an account, in the words of that account. */
export async function lookAtTarget(
  deps: Deps,
  account: Account,
  look: Target,
): Promise<readonly CheckRow[]> {
  return (await lookAt(deps, account, look)).map((row) => inWordsOf(deps, account, row))
}

async function lookAt(
  deps: Deps,
  { connector, name, id }: Account,
  { target, thorough }: Target,
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

import { type Arrivals, newestArrivals } from '../../db/tables/inbox.ts'
import { listVariables } from '../config/variables.ts'
import type { Deps, OpenedSource } from '../deps.ts'
import { type CheckRow, ok, problem, warning } from '../domain/check.ts'
import { TrackerError } from '../domain/errors.ts'
import { messageRows } from './messages.ts'

/** How long a scanner's API may take, in milliseconds. */
const patienceMs = 10_000

/** Each scanner: its API, and whether its messages arrive. */
export async function sourceRows(deps: Deps): Promise<CheckRow[]> {
  const newest = await newestArrivals(deps.db)
  const parts = await Promise.all(
    [...deps.sources].map(async ([id, opened]) => [
      ...(await apiRows(deps, id, opened)),
      ...(opened.source.webhook ? arrivals(deps, id, newest.get(id)) : []),
    ]),
  )
  return parts.flat()
}

async function apiRows(deps: Deps, id: string, { name, source }: OpenedSource) {
  if (source.lacks) return [lackRow(name, source.lacks)]
  if (!source.check) return []
  try {
    await source.check(AbortSignal.timeout(patienceMs))
    return [ok(name, 'Its API accepts the log-in.')]
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    const remedy = `Check ${variablesOf(deps, id).join(', ')}, and restart.`
    return [problem(name, `Its API says: ${error.message}.`, remedy)]
  }
}

function lackRow(name: string, settings: readonly string[]): CheckRow {
  const message = 'Its messages only name a scan, and the log-in to fetch its findings is not set.'
  return problem(name, message, `Set ${settings.join(' and ')}, and restart.`)
}

/** Those of the log-in: not those that its senders prove themselves with. */
function variablesOf({ config }: Deps, id: string): readonly string[] {
  const { name, secrets = [] } = config.sources.get(id)?.definition ?? {}
  const group = listVariables().find(({ title }) => title === name)
  const names = group?.variables.map((variable) => variable.name) ?? []
  return names.filter((variable) => !secrets.includes(variable))
}

function arrivals({ config }: Deps, id: string, newest: Arrivals | undefined): CheckRow[] {
  const { name = id, secrets = [] } = config.sources.get(id)?.definition ?? {}
  const rows = messageRows({ name, secrets }, newest)
  if (rows.length > 0) return rows
  const remedy = `Give ${name} the address ${config.publicUrl}/hooks/${id}, as its page in docs says.`
  return [warning(name, 'No message has come yet.', remedy)]
}

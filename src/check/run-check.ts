import type { Deps } from '../deps.ts'
import type { CheckLevel, CheckRow } from '../domain/check.ts'
import { accountRows } from './accounts.ts'
import { keepCheck } from './last-check.ts'
import { routeRows } from './routes.ts'
import { settingRows } from './settings.ts'
import { sourceRows } from './sources.ts'
import { storeRows } from './store.ts'

const order: readonly CheckLevel[] = ['problem', 'warning', 'ok']

/**
 * Looks at everything that can be known before the first finding: the store, the settings, the routes, each account with its
 * targets, each scanner. Returns one row for each thing, problems first. Files nothing.
 */
export async function runCheck(deps: Deps, { thorough = true } = {}): Promise<readonly CheckRow[]> {
  const parts = await Promise.all([
    storeRows(deps),
    settingRows(deps, thorough),
    routeRows(deps),
    accountRows({ deps, thorough }),
    sourceRows(deps),
  ])
  const rows = new Map(parts.flat().map((row) => [JSON.stringify(row), row]))
  return [...rows.values()].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}

/**
 * Runs the check by reading alone, writes each problem and warning to the log, and keeps them for the overview: at start,
 * when no person looks.
 */
export async function logCheck(deps: Deps): Promise<void> {
  const { log } = deps
  try {
    const rows = (await runCheck(deps, { thorough: false })).filter(({ level }) => level !== 'ok')
    for (const { level, ...row } of rows)
      log('the check found something', row, level === 'problem' ? 'error' : 'warning')
    await keepCheck(deps, rows)
  } catch (error) {
    log('the check did not end', { error }, 'error')
  }
}

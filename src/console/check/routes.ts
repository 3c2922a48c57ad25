import { Hono } from 'hono'
import { keepCheck } from '../../check/last-check.ts'
import { runCheck } from '../../check/run-check.ts'
import type { Deps } from '../../deps.ts'
import type { CheckRow } from '../../domain/check.ts'
import { isBrowser, showConsole } from '../answer.ts'
import { checkView } from './page.ts'

/** The check of the whole set-up, for people and for programs. */
export function checkRoutes(deps: Deps): Hono {
  return new Hono().get('/check', async (c) => {
    const rows = await checkAndKeep(deps)
    if (!isBrowser(c)) return c.json({ rows })
    const page = { title: 'Check', section: 'check', content: checkView(rows) } as const
    return showConsole(c, page)
  })
}

/** Looks at the set-up, and keeps what is wrong for the overview. */
export async function checkAndKeep(deps: Deps): Promise<readonly CheckRow[]> {
  const rows = await runCheck(deps)
  await keepCheck(deps, rows).catch((error) =>
    deps.log('the check could not be kept', { error }, 'warning'),
  )
  return rows
}

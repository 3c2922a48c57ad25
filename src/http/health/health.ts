import { Hono } from 'hono'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { findProblems, missingSecrets } from '../../queue/problems/find.ts'
import { inOneLine } from '../../queue/problems/problem.ts'
import { isAdmin } from '../login/session.ts'

/**
 * `/healthz`: the process is up. `/readyz`: the store answers, and findings reach their trackers. Why not is for
 * administrators alone: it names repositories and repeats trackers' words.
 */
export function healthRoutes(deps: Deps): Hono {
  let logged = ''
  const logChange = (problems: readonly string[]) => {
    const now = problems.join('\n')
    if (now !== logged)
      deps.log(now ? 'not ready' : 'ready again', { problems }, now ? 'warning' : 'info')
    logged = now
  }
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      const problems = await problemsNow(deps)
      const ready = problems.length === 0
      logChange(problems)
      const shown = (await mayKnow(deps, () => isAdmin(c, deps))) ? { problems } : {}
      return c.json({ ready, ...shown }, ready ? 200 : 503)
    })
}

/** A session cannot be looked up in a store that does not answer. */
function mayKnow(deps: Deps, ask: () => Promise<boolean>): Promise<boolean> {
  return ask().catch((error) => {
    if (error instanceof HttpError) throw error
    deps.log('the store does not answer', { error }, 'error')
    return false
  })
}

async function problemsNow(deps: Deps): Promise<string[]> {
  try {
    if (await deps.db.isBehind())
      return [
        'The store waits for its migrations. Nothing is written until they have run.',
        ...missingSecrets(deps).map(inOneLine),
      ]
    return (await findProblems(deps)).map(inOneLine)
  } catch (error) {
    deps.log('the store does not answer', { error }, 'error')
    return ['The store does not answer.']
  }
}

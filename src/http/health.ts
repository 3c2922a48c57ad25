import { Hono } from 'hono'
import { parkedAccounts, parkedLanes } from '../../db/accounts.ts'
import { parkedCollections } from '../../db/collections.ts'
import type { Deps } from '../deps.ts'

/** `/healthz`: the process is up. `/readyz`: the store answers, and no account and no lane is parked. */
export function healthRoutes(deps: Deps): Hono {
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      const problems = await findProblems(deps)
      return c.json({ ready: problems.length === 0, problems }, problems.length ? 503 : 200)
    })
}

/** On Node they are made at the first start; where they are not, everything that needs them is refused. */
function missingSecrets({ config }: Deps): string[] {
  const secrets = { KONDUKTO_SECRET: config.kondukto.secrets, ADMIN_TOKEN: config.adminTokens }
  return Object.entries(secrets).flatMap(([name, values]) =>
    values.length > 0 ? [] : [`${name}: is not set, so everything that needs it is refused`],
  )
}

async function findProblems(deps: Deps): Promise<string[]> {
  try {
    if (await deps.db.isBehind())
      return [
        'the store waits for its migrations: nothing is written before',
        ...missingSecrets(deps),
      ]
    const accounts = await parkedAccounts(deps.db)
    const lanes = await parkedLanes(deps.db)
    const collections = await parkedCollections(deps.db)
    return [
      ...missingSecrets(deps),
      ...accounts.map(({ id, parkedReason }) => `${id}: the log-in is refused: ${parkedReason}`),
      ...lanes.map(({ id, parkedReason }) => `${id}: writing is not allowed: ${parkedReason}`),
      ...collections.map(
        ({ source, what, error }) => `${source}: ${what} was not fetched: ${error}`,
      ),
    ]
  } catch (error) {
    deps.log('the store does not answer', { error })
    return ['the store does not answer']
  }
}

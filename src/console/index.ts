import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { readQuery } from '../http/body.ts'
import { reconcile } from '../mirror/reconcile.ts'
import { accountRoutes } from './accounts/routes.ts'
import { showConsole } from './answer.ts'
import { apiRoutes } from './api/routes.ts'
import { checkRoutes } from './check/routes.ts'
import { csvRoutes } from './csv/routes.ts'
import { findingRoutes } from './findings/routes.ts'
import { inboxRoutes } from './inbox/routes.ts'
import { jobRoutes } from './jobs/routes.ts'
import { loadOverview } from './overview/data.ts'
import { overviewView } from './overview/page.ts'
import { sessionRoutes, shownSessions } from './sessions/routes.ts'
import { settingsView } from './settings/page.ts'
import { Sample, tryRoutes } from './settings/try-routes.ts'

const Slice = z.object({
  after: z.string().default(''),
  limit: z.coerce.number('must be a number').int().min(1).max(1000).default(1000),
  apply: z.enum(['true', 'false'], 'must be true or false').default('false'),
})
const Trial = Sample.extend({ try: z.string().default('') })

/** The operator's pages, to be mounted at `/admin` behind its log-in. */
export function consoleRoutes(deps: Deps): Hono {
  const app = new Hono()
  app.get('/', async (c) => {
    const content = overviewView(await loadOverview(deps))
    return showConsole(c, { title: 'Overview', section: 'overview', content, live: true })
  })
  app.get('/settings', (c) => showSettings(c, deps))
  app.post('/reconcile', async (c) => {
    const { after, limit, apply } = readQuery(c, Slice)
    return c.json(await reconcile(deps, { after, limit, apply: apply === 'true' }))
  })
  app.route('/api', apiRoutes(deps))
  app.route('/', csvRoutes(deps))
  app.route('/', findingRoutes(deps))
  app.route('/', inboxRoutes(deps))
  app.route('/', jobRoutes(deps))
  app.route('/', accountRoutes(deps))
  app.route('/', checkRoutes(deps))
  app.route('/', sessionRoutes(deps))
  return app
}

async function showSettings(c: Context, deps: Deps): Promise<Response> {
  const { try: isTried, ...sample } = readQuery(c, Trial)
  const trial = isTried ? tryRoutes(deps, sample) : null
  const sessions = await shownSessions(c, deps)
  const content = settingsView(deps, deps.shownSettings(), { sample, trial, sessions })
  return showConsole(c, { title: 'Settings', section: 'settings', content })
}

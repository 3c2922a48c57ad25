import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { hold, release } from '../../../db/tables/queue/hold.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { inShape, readForm } from '../../http/body.ts'
import type { Html } from '../../ui/html.ts'
import { finish, isBrowser, showConsole } from '../answer.ts'
import { checkNow, type Finding, type Place, sendTestIssue } from './actions.ts'
import { accountHealth } from './health.ts'
import { accountsView } from './page.ts'

/** An account, or one of its destinations. */
export const Where = z.object({
  account: z.string('must be the name of an account'),
  destination: z
    .string()
    .default('')
    .transform((id) => id || null),
})

/** Accounts and destinations, and what can be done about them. */
export function accountRoutes(deps: Deps): Hono {
  const app = new Hono()
  app.get('/accounts', (c) => showAccounts(c, deps))
  app.post('/accounts/check', async (c) =>
    answerFinding(c, deps, await checkNow(deps, await placeIn(c, deps))),
  )
  app.post('/accounts/test', async (c) =>
    answerFinding(c, deps, await sendTestIssue(deps, await placeIn(c, deps))),
  )
  app.post('/accounts/pause', async (c) => {
    const place = await placeIn(c, deps)
    await deps.db.atomic(hold(deps.db, place, deps.now()))
    return finish(c, { did: 'paused', path: '/admin/accounts' }, { paused: place })
  })
  app.post('/accounts/resume', async (c) => {
    const place = await placeIn(c, deps)
    await deps.db.atomic(release(deps.db, place, deps.now()))
    deps.wake(place.account)
    return finish(c, { did: 'resumed', path: '/admin/accounts' }, { resumed: place })
  })
  return app
}

async function placeIn(c: Context, deps: Deps): Promise<Place> {
  return placeOf(deps, inShape(await readForm(c), Where))
}

/** The place, if there is such an account. Throws HttpError if not. */
export function placeOf({ accounts, sources }: Deps, place: Place): Place {
  if (accounts.has(place.account) || sources.has(place.account)) return place
  throw new HttpError(404, `There is no account named ${place.account}.`)
}

async function answerFinding(c: Context, deps: Deps, finding: Finding): Promise<Response> {
  if (!isBrowser(c)) return c.json(finding)
  const { ok, message, url } = finding
  const link = url ? html` <a href="${url}">Look at it</a>.` : ''
  return showAccounts(
    c,
    deps,
    html`<p class="${ok ? 'notice' : 'alert'}" role="status">${message}${link}</p>`,
  )
}

async function showAccounts(c: Context, deps: Deps, result: Html | '' = ''): Promise<Response> {
  const content = accountsView(await accountHealth(deps), result)
  return showConsole(c, { title: 'Accounts', section: 'accounts', content })
}

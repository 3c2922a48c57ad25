import { type Context, Hono } from 'hono'
import { DuplicateMessageError } from '../../db/conflict.ts'
import { hasMessage } from '../../db/tables/inbox.ts'
import type { Account, Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { messageWrite } from '../intake/message.ts'
import { applyEvents } from '../mirror/apply-events.ts'
import { limitBody, messageBytes } from './limits.ts'

/**
 * `POST /trackers/:tracker/events`, and `/trackers/:tracker/:account/events` for an account that the routes file names: what
 * trackers send when something happens there. Verified before it is read; taken in once, however often it is sent; answered
 * only when it is stored. An account without a webhook secret is 404.
 */
export function trackerRoutes(deps: Deps): Hono {
  const app = new Hono()
  for (const path of ['/:tracker/events', '/:tracker/:account/events'])
    app
      .use(path, async (c, next) => {
        receiverOf(c, deps)
        return next()
      })
      .post(path, limitBody(messageBytes), (c) => takeIn(c, deps))
  return app
}

/** Where the webhooks of an account come in. */
export function eventsPath({ id, tracker }: Pick<Account, 'id' | 'tracker'>): string {
  return id === tracker ? `/trackers/${tracker}/events` : `/trackers/${tracker}/${id}/events`
}

async function takeIn(c: Context, deps: Deps): Promise<Response> {
  const { account, receive } = receiverOf(c, deps)
  const body = new Uint8Array(await c.req.arrayBuffer())
  const { id, what, events } = await receive({ headers: c.req.raw.headers, body })
  if (await hasMessage(deps.db, account, id)) return c.json({ message: 'received before' })
  const reason = events.length > 0 ? what : `${what}: not about an issue`
  const outcome = events.length > 0 ? 'accepted' : 'ignored'
  const message = { source: account, eventKey: id, headers: {}, body: null }
  const row = messageWrite(deps, message, { outcome, reason })
  try {
    await applyEvents(deps, account, events, { also: [row] })
  } catch (error) {
    if (!(error instanceof DuplicateMessageError)) throw error
    return c.json({ message: 'received before' })
  }
  return c.json({ message: reason }, 202)
}

function receiverOf(c: Context, { accounts }: Deps) {
  const { tracker, account = tracker } = c.req.param()
  const found = accounts.get(account ?? '')
  const receive = found?.tracker === tracker ? found?.connector.receive : undefined
  if (!found || !receive) throw new HttpError(404, 'there is nothing here')
  return { account: found.id, receive }
}

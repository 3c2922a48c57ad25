import { type Context, Hono } from 'hono'
import { DuplicateMessageError } from '../../db/conflict.ts'
import { hasMessage } from '../../db/tables/inbox.ts'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { messageWrite } from '../intake/message.ts'
import { applyEvents } from '../mirror/apply-events.ts'
import { limitBody, messageBytes } from './limits.ts'

/**
 * `POST /trackers/:tracker/events`: what trackers send when something happens there. Verified before it is read; taken in
 * once, however often it is sent; answered only when it is stored. A tracker without a webhook secret is 404.
 */
export function trackerRoutes(deps: Deps): Hono {
  const app = new Hono()
  app.use('/:tracker/events', async (c, next) => {
    receiverOf(c, deps)
    return next()
  })
  return app.post('/:tracker/events', limitBody(messageBytes), async (c) => {
    const tracker = c.req.param('tracker')
    const { id, what, events } = await receiverOf(
      c,
      deps,
    )({
      headers: c.req.raw.headers,
      body: new Uint8Array(await c.req.arrayBuffer()),
    })
    if (await hasMessage(deps.db, tracker, id)) return c.json({ message: 'received before' })
    const reason = events.length > 0 ? what : `${what}: not about an issue`
    const outcome = events.length > 0 ? 'accepted' : 'ignored'
    const message = { source: tracker, eventKey: id, headers: {}, body: null }
    const row = messageWrite(deps, message, { outcome, reason })
    try {
      await applyEvents(deps, tracker, events, { also: [row] })
    } catch (error) {
      if (!(error instanceof DuplicateMessageError)) throw error
      return c.json({ message: 'received before' })
    }
    return c.json({ message: reason }, 202)
  })
}

function receiverOf(c: Context, { accounts }: Deps) {
  const receive = accounts.get(c.req.param('tracker') ?? '')?.connector.receive
  if (!receive) throw new HttpError(404, 'there is nothing here')
  return receive
}

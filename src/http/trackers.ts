import { type Context, Hono } from 'hono'
import { DuplicateMessageError } from '../../db/conflict.ts'
import { hasMessage } from '../../db/tables/inbox.ts'
import { findIssuesByRemote } from '../../db/tables/remote.ts'
import type { Account, Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import type { TrackerEvent } from '../domain/events.ts'
import { messageWrite } from '../intake/message.ts'
import { applyEvents } from '../mirror/apply-events.ts'
import type { InboundHead } from '../platform/adapter.ts'
import { textOf } from '../platform/bytes.ts'
import { limitBody, messageBytes } from './limits.ts'
import { forRequest, keptHeaders } from './request.ts'

/** Issues that are looked up together: few enough for D1's 100 parameters of a query. */
const mostIssues = 90

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
        await receiverOf(c, deps).admit?.(headOf(c))
        return next()
      })
      .post(path, limitBody(messageBytes), (c) => takeIn(c, forRequest(c, deps)))
  return app
}

/** Where the webhooks of an account come in. */
export function eventsPath({ id, tracker }: Pick<Account, 'id' | 'tracker'>): string {
  return id === tracker ? `/trackers/${tracker}/events` : `/trackers/${tracker}/${id}/events`
}

async function takeIn(c: Context, deps: Deps): Promise<Response> {
  const { account, receive } = receiverOf(c, deps)
  const head = headOf(c)
  const body = new Uint8Array(await c.req.arrayBuffer())
  const received = await receive({ ...head, body })
  const { id, events } = received
  if (await hasMessage(deps.db, account, id)) return c.json({ message: 'received before' })
  const { issueId, reason } = await aboutOf(deps, account, received)
  const outcome = issueId === null ? 'ignored' : 'accepted'
  const kept = issueId === null ? null : textOf(body)
  const message = { source: account, eventKey: id, headers: keptHeaders(head.headers), body: kept }
  const also = [messageWrite(deps, message, { outcome, reason, issueId })]
  try {
    await applyEvents(deps, account, events, also)
  } catch (error) {
    if (!(error instanceof DuplicateMessageError)) throw error
    return c.json({ message: 'received before' })
  }
  return c.json({ message: reason }, 202)
}

/** The issue of ours that a message is about, and what it says of it. */
async function aboutOf(
  { db }: Deps,
  account: string,
  { what, events }: { readonly what: string; readonly events: readonly TrackerEvent[] },
): Promise<{ readonly issueId: string | null; readonly reason: string }> {
  const ids = new Set(events.map(({ issue }) => issue.id))
  const [issue] = await findIssuesByRemote(db, account, [...ids].slice(0, mostIssues))
  if (issue) return { issueId: issue.id, reason: what }
  const about = events.length > 0 ? 'about no issue of Lockstep' : 'not about an issue'
  return { issueId: null, reason: `${what}: ${about}` }
}

function headOf({ req }: Context): InboundHead {
  return { headers: req.raw.headers, token: req.query('token') ?? null }
}

function receiverOf(c: Context, { accounts }: Deps) {
  const { tracker, account = tracker } = c.req.param()
  const found = accounts.get(account ?? '')
  const { receive, admit } = (found?.tracker === tracker && found?.connector) || {}
  if (!found || !receive) throw new HttpError(404, 'There is no such address.')
  return { account: found.id, receive, admit }
}

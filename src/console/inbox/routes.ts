import { Hono } from 'hono'
import { z } from 'zod'
import { findMessage, searchMessages } from '../../../db/tables/console/messages.ts'
import { type InboxRow, listInbox } from '../../../db/tables/inbox.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { readQuery } from '../../http/body.ts'
import { forRequest } from '../../http/request.ts'
import { bodyOf } from '../../platform/in-turns/body-of.ts'
import { jsonType, writeJson } from '../../platform/in-turns/write-json.ts'
import { finish, isBrowser, showConsole } from '../answer.ts'
import { InboxQuery } from '../query.ts'
import { findingPath, messagePath } from '../words.ts'
import { inboxView, messageView } from './page.ts'
import { canProcess, processAgain } from './process-again.ts'

const pageSize = 50
const oldPageSize = 100
const Page = z.object({
  before: z.string().optional(),
  outcome: z.enum(['accepted', 'ignored', 'refused']).optional(),
})

/** Messages, one message, and its processing anew. */
export function inboxRoutes(deps: Deps): Hono {
  const app = new Hono()
  app.get('/inbox', async (c) => {
    if (!isBrowser(c)) {
      const { before, outcome } = readQuery(c, Page)
      const messages = await listInbox(deps.db, { before, outcome }, oldPageSize)
      return c.body(bodyOf(await writeJson({ messages })), 200, jsonType)
    }
    const query = readQuery(c, InboxQuery)
    const found = await searchMessages(deps.db, query, { before: query.before, limit: pageSize })
    const content = inboxView(deps, query, found)
    return showConsole(c, { title: 'Inbox', section: 'inbox', content })
  })
  app.get('/inbox/:id', async (c) => {
    const message = await messageWith(deps, c.req.param('id'))
    const content = messageView(deps, message, canProcess(deps, message))
    const crumbs = [{ name: 'Inbox', path: '/admin/inbox' }, { name: 'Message' }]
    return showConsole(c, { title: 'Message', section: 'inbox', crumbs, content })
  })
  app.post('/inbox/:id/process', async (c) => {
    const message = await messageWith(deps, c.req.param('id'))
    const { issueId, note } = await processAgain(forRequest(c, deps), message)
    const path = issueId ? findingPath(issueId) : messagePath(message.id)
    return finish(c, { did: 'processed', path }, { issueId, note })
  })
  return app
}

/** The message with this id. Throws HttpError if there is none. */
export async function messageWith({ db }: Deps, id: string): Promise<InboxRow> {
  const message = await findMessage(db, id)
  if (!message)
    throw new HttpError(
      404,
      'There is no message with this id. Messages are deleted after RETENTION_DAYS.',
    )
  return message
}

import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { endOtherSessions, endSession, listSessions } from '../../../db/tables/sessions.ts'
import type { Deps } from '../../deps.ts'
import { inShape, readForm } from '../../http/body.ts'
import { sessionId, sessionMs } from '../../http/login/session.ts'
import { finish } from '../answer.ts'

/** A log-in as administrators see it. */
export interface ShownSession {
  readonly id: string
  /** Epoch milliseconds. */
  readonly since: number
  readonly endsAt: number
  /** Whether it is the one that asks. */
  readonly isThis: boolean
}

/** Names a session. */
export const OneSession = z.object({ id: z.string('must be the id of a session') })

/** The forms that end sessions. */
export function sessionRoutes(deps: Deps): Hono {
  const app = new Hono()
  const done = { did: 'ended', path: '/admin/settings' } as const
  app.post('/sessions/end', async (c) => {
    const { id } = inShape(await readForm(c), OneSession)
    await endSession(deps.db, id)
    return finish(c, done, { id })
  })
  app.post('/sessions/end-others', async (c) => {
    await endOthers(c, deps)
    return finish(c, done, {})
  })
  return app
}

/** The sessions that have not ended, newest first. */
export async function shownSessions(c: Context, deps: Deps): Promise<ShownSession[]> {
  const own = await sessionId(c, deps)
  const sessions = await listSessions(deps.db, deps.now())
  return sessions.map(({ id, expiresAt }) => {
    return { id, since: expiresAt - sessionMs, endsAt: expiresAt, isThis: id === own }
  })
}

/** Ends all sessions but that of who asks; all if a program asks with the token. */
export async function endOthers(c: Context, deps: Deps): Promise<void> {
  await endOtherSessions(deps.db, (await sessionId(c, deps)) ?? '')
}

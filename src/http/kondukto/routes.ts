import { type Context, Hono } from 'hono'
import { listAttachments } from '../../../db/tables/attachments.ts'
import { listComments } from '../../../db/tables/comments.ts'
import { findIssue, type Issue } from '../../../db/tables/issues.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { acceptAttachments, acceptComments } from '../../intake/accept-additions.ts'
import { acceptChange } from '../../intake/accept-change.ts'
import { acceptFinding } from '../../intake/accept-finding.ts'
import type { Message } from '../../intake/message.ts'
import { waitForCreation } from '../../intake/wait-for-creation.ts'
import { bodyOf } from '../../platform/in-turns/body-of.ts'
import { jsonType, writeJson } from '../../platform/in-turns/write-json.ts'
import { requireSecret } from '../auth.ts'
import { inShape, readAnyJson, readJson } from '../body.ts'
import { limitBody, messageBytes } from '../limits.ts'
import { aboutIssue } from '../log-requests.ts'
import { understood } from '../refusals/record.ts'
import { forRequest, keptHeaders } from '../request.ts'
import { toFinding } from './finding.ts'
import { idempotencyKey } from './idempotency.ts'
import {
  type Links,
  presentAttachment,
  presentComment,
  presentCreated,
  presentIssue,
} from './present.ts'
import { AddAttachments, AddComments, CreateIssue, PatchIssue } from './schema.ts'

/** The custom issue manager that Kondukto (Invicti AppSec) calls, to be mounted at `/api/v1`. */
export function konduktoRoutes(deps: Deps): Hono {
  const { db, config } = deps
  const message = limitBody(messageBytes)
  return new Hono()
    .use(requireSecret('X-Kondukto-Secret', config.kondukto.secrets))
    .get('/test', (c) => c.json({ connection: true }))
    .post('/issues', message, (c) => createIssue(c, deps))
    .get('/issues/:id', async (c) => {
      const issue = await issueOf(c, deps)
      return c.json(presentIssue(issue, config.assignees, linksOf(deps, issue)))
    })
    .patch('/issues/:id', message, async (c) => {
      const own = forRequest(c, deps)
      const issue = await issueOf(c, deps)
      const change = await readJson(c, PatchIssue)
      const { id, status } = await acceptChange(own, issue, { change, ...(await messageIn(c)) })
      return c.json({ id, status })
    })
    .get('/issues/:id/comments', async (c) => {
      const issue = await issueOf(c, deps)
      const comments = await listComments(db, issue.id)
      const shown = comments.filter(({ origin }) => origin !== 'lockstep').map(presentComment)
      return c.body(bodyOf(await writeJson({ comments: shown })), 200, jsonType)
    })
    .post('/issues/:id/comments', message, async (c) => {
      const issue = await issueOf(c, deps)
      const { comments } = await readJson(c, AddComments)
      const asked = { comments, ...(await messageIn(c)) }
      await acceptComments(forRequest(c, deps), issue, asked)
      return c.json({ message: 'Comment created' })
    })
    .get('/issues/:id/attachments', async (c) => {
      const issue = await issueOf(c, deps)
      const files = await listAttachments(db, [issue.id])
      return c.json({ attachments: files.map(presentAttachment) })
    })
    .post('/issues/:id/attachments', limitBody(config.maxBodyBytes), async (c) => {
      const issue = await issueOf(c, deps)
      const { attachments: files } = await readJson(c, AddAttachments)
      const asked = { files, ...(await messageIn(c)) }
      await acceptAttachments(forRequest(c, deps), issue, asked)
      return c.json({ message: 'attachments added successfully' })
    })
}

/** Commits first; then the answer waits a little for the tracker, to carry its link. */
async function createIssue(c: Context, deps: Deps): Promise<Response> {
  const sent = await readAnyJson(c)
  const body = inShape(sent, CreateIssue)
  const { message } = await messageIn(c)
  c.set(understood, message.body)
  const key = await idempotencyKey(c.req.header('idempotency-key'), deps, body)
  const finding = await toFinding(body, key)
  const report = { finding, by: 'Kondukto', asked: true, message }
  const accepted = await acceptFinding(forRequest(c, deps), report)
  c.set(aboutIssue, accepted.id)
  const { kind, issue, reason } = await waitForCreation(deps, accepted, deps.config.createWaitMs)
  if (kind === 'refused') {
    const tracker = deps.accounts.get(issue.account)?.name ?? issue.account
    throw new HttpError(502, `${tracker} refused the issue: ${reason}`)
  }
  const echo = { sent: Object(sent), text: message.body ?? '' }
  const created = presentCreated(echo, issue, linksOf(deps, issue))
  return c.body(created, 201, jsonType)
}

/** The request as the inbox keeps it. Its body was read before. */
async function messageIn(c: Context): Promise<{ readonly message: Message }> {
  const headers = keptHeaders(c.req.raw.headers)
  return { message: { source: 'kondukto', eventKey: null, headers, body: await c.req.text() } }
}

async function issueOf(c: Context, deps: Deps): Promise<Issue> {
  const issue = await findIssue(deps.db, c.req.param('id') ?? '')
  if (issue?.source !== 'kondukto') throw new HttpError(404, 'unknown issue')
  c.set(aboutIssue, issue.id)
  return issue
}

function linksOf({ config }: Deps, issue: Issue): Links {
  const { publicUrl } = config
  return {
    self: `${publicUrl}/api/v1/issues/${issue.id}`,
    html: issue.remoteUrl ?? `${publicUrl}/i/${issue.id}`,
  }
}

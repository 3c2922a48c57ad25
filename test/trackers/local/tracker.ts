import { Hono } from 'hono'
import { local } from '../../../connectors/local/index.ts'
import { localPages } from '../../../connectors/local/pages/pages.ts'
import { findFile } from '../../../connectors/local/store/files.ts'
import { findIssue, listProjects, readIssue } from '../../../connectors/local/store/reads.ts'
import {
  localAttachments,
  localComments,
  localEvents,
  localIssues,
} from '../../../db/schema/index.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { Tracker } from '../../contract/connector/index.ts'
import { openStore } from '../../support/store.ts'
import { contextOf } from '../kit/context.ts'

const project = 'payments'
const publicUrl = 'https://lockstep.example'

/** The embedded tracker as a person uses it: through its pages. `db` and `request` are for its own tests. */
export async function startLocal() {
  const db = openStore()
  let now = Date.UTC(2026, 0, 1)
  const clock = () => now
  const app = new Hono().route('/admin', localPages({ db, now: clock }))
  const tools = contextOf({ fetch: noNetwork, now: clock, store: db })
  const connector = local.open({ PUBLIC_URL: publicUrl }, tools)

  async function request(path: string, form?: Record<string, string>): Promise<Response> {
    if (!form) return app.request(path)
    return app.request(path, { method: 'POST', body: new URLSearchParams(form) })
  }

  async function full(ref: RemoteRef) {
    const found = await readIssue(db, ref.target, Number(ref.key))
    if (!found) throw new Error('a person sees no such issue')
    return found
  }

  /** Posts a form of the issue's page and answers where the browser is sent. */
  async function post(ref: RemoteRef, form: string, fields: Record<string, string>) {
    const page = `/admin/projects/${encodeURIComponent(ref.target)}/issues/${ref.key}`
    const answer = await request(`${page}/${form}`, fields)
    if (answer.status !== 303) throw new Error(`${form}: ${answer.status} ${await answer.text()}`)
    return answer.headers.get('location') ?? ''
  }

  const tracker: Tracker = {
    connector,
    target: project,
    secrets: [],
    people: ['Ann', 'Ben', 'Cleo'],
    async count() {
      const [listed] = await listProjects(db, project)
      return listed ? listed.open + listed.closed : 0
    },
    async read(ref) {
      const { issue, comments, files } = await full(ref)
      const { title, body, labels, assignee, status, reason } = issue
      const contents = await Promise.all(files.map((file) => findFile(db, issue.id, file.id)))
      return {
        ...{ title, body, labels, assignee, state: { status, reason } },
        comments: comments.map((comment) => ({ id: comment.id, body: comment.body })),
        attachments: contents.flatMap((file) =>
          file ? [{ title: file.title, base64: file.base64 }] : [],
        ),
      }
    },
    close: async (ref, reason) => void (await post(ref, 'close', { reason })),
    reopen: async (ref) => void (await post(ref, 'reopen', {})),
    edit: async (ref, text) => void (await post(ref, 'edit', { ...text })),
    async label(ref, name) {
      const issue = await findIssue(db, ref.id)
      await post(ref, 'edit', { labels: [...(issue?.labels ?? []), name].join('\r\n') })
    },
    assign: async (ref, assignee) => void (await post(ref, 'edit', { assignee })),
    async say(ref, text) {
      const location = await post(ref, 'comments', { body: text })
      return location.split('#comment-')[1] ?? ''
    },
    rewrite: async (ref, id, body) => void (await post(ref, `comments/${id}`, { body })),
    unsay: async (ref, id) => void (await post(ref, `comments/${id}/delete`, {})),
    async wait(ms) {
      now += ms
    },
    fail() {
      throw new Error('the embedded tracker has no network to fail')
    },
    async reset() {
      for (const table of [localIssues, localComments, localAttachments, localEvents])
        await db.query.delete(table)
    },
    async stop() {
      db.close()
    },
  }
  return { ...tracker, db, request }
}

async function noNetwork(): Promise<Response> {
  throw new Error('the embedded tracker must not use the network')
}

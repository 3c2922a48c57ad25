import { json } from '../../kit/server.ts'
import type { Site } from '../site.ts'
import type { Attachment } from '../store.ts'
import { presentAttachment } from './present.ts'
import { type Answer, type Call, Refusal } from './wire.ts'

/** `POST /issue/{idOrKey}/attachments`, multipart; only with `X-Atlassian-Token: no-check`. */
export async function addAttachment(site: Site, call: Call, idOrKey: string): Promise<Answer> {
  if (call.headers['x-atlassian-token'] !== 'no-check') {
    return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'XSRF check failed' }
  }
  const files = await filesIn(site, call)
  const issue = site.issue(idOrKey, call.isPerson)
  site.writable(issue, call.isPerson, 'CREATE_ATTACHMENTS')
  site.store.change(issue, { attachments: [...issue.attachments, ...files] }, call.user)
  return json(
    200,
    files.map((file) => presentAttachment(site, file)),
  )
}

/** `GET /attachment/content/{id}` */
export function getContent(site: Site, { isPerson }: Call, id: string): Answer {
  const home = site.store.all().find(({ attachments }) => attachments.some((a) => a.id === id))
  const file = home?.attachments.find((each) => each.id === id)
  if (!home || !file) throw new Refusal(404, `The attachment with id '${id}' does not exist`)
  site.issue(home.id, isPerson)
  return { status: 200, headers: { 'content-type': file.mimeType }, body: file.content }
}

async function filesIn({ store, now }: Site, { raw, headers, user }: Call): Promise<Attachment[]> {
  const type = String(headers['content-type'])
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } })
    .formData()
    .catch(() => new FormData())
  const files = form.getAll('file').filter((file) => typeof file !== 'string')
  if (files.length === 0) throw new Refusal(400, 'No file was sent.')
  return Promise.all(
    files.map(async (file) => ({
      id: store.nextId(),
      filename: file.name,
      mimeType: file.type || 'application/octet-stream',
      content: new Uint8Array(await file.arrayBuffer()),
      author: user,
      created: now(),
    })),
  )
}

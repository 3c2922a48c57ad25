import { json } from '../../kit/server.ts'
import type { Site } from '../site.ts'
import type { Attachment } from '../store.ts'
import { presentAttachment } from './present.ts'
import { type Answer, type Call, Refusal } from './wire.ts'

/** A file as it was sent. */
export type SentFile = Pick<Attachment, 'filename' | 'mimeType' | 'content'>

/** `POST /issue/{idOrKey}/attachments`, multipart; only with `X-Atlassian-Token: no-check`. */
export async function addAttachment(site: Site, call: Call, idOrKey: string): Promise<Answer> {
  return addFiles(site, call, idOrKey, await filesIn(call))
}

/** The same once the files are read. */
export function addFiles(
  site: Site,
  call: Call,
  idOrKey: string,
  sent: readonly SentFile[],
): Answer {
  const { store, now } = site
  const { headers, isPerson, user } = call
  if (headers['x-atlassian-token'] !== 'no-check') {
    return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'XSRF check failed' }
  }
  if (sent.length === 0) throw new Refusal(400, 'No file was sent.')
  const files = sent.map((file) => ({ ...file, id: store.nextId(), author: user, created: now() }))
  const issue = site.issue(idOrKey, isPerson)
  site.writable(issue, isPerson, 'CREATE_ATTACHMENTS')
  store.change(issue, { attachments: [...issue.attachments, ...files] }, user)
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

async function filesIn({ raw, headers }: Call): Promise<SentFile[]> {
  const type = String(headers['content-type'])
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } })
    .formData()
    .catch(() => new FormData())
  const files = form.getAll('file').filter((file) => typeof file !== 'string')
  return Promise.all(
    files.map(async (file) => ({
      filename: file.name,
      mimeType: file.type || 'application/octet-stream',
      content: new Uint8Array(await file.arrayBuffer()),
    })),
  )
}

import { getAttachmentContent, getIssue, addAttachment as postAttachment } from 'jira.js/cloud'
import { z } from 'zod'
import type { RemotePart, RemoteRef } from '../../../src/domain/issue.ts'
import type { AttachmentDraft } from '../../../src/domain/writes.ts'
import { fromBase64 } from '../../../src/platform/bytes.ts'
import { safeName } from '../../../src/text/file-name.ts'
import { readAnswer } from '../../kit/answer.ts'
import { id } from '../events/schema.ts'
import type { Jira } from '../login/client.ts'

const Files = z.array(z.object({ id, filename: z.string(), size: z.number(), content: z.string() }))
const Made = z.tuple([Files.element]).rest(Files.element)
type File = z.infer<typeof Files>[number]

/**
 * Attaches the file. Jira lets attachments carry no key, so in doubt one of the same name and content is taken for it: a
 * file that is there need not be there twice.
 */
export async function attachFile(
  api: Jira,
  issue: RemoteRef,
  file: AttachmentDraft,
  signal: AbortSignal,
): Promise<RemotePart> {
  const filename = safeName(file.title)
  const content = fromBase64(file.base64)
  const found = file.uncertain ? await findFile(api, issue, { filename, content }, signal) : null
  if (found) return { id: found.id, url: found.content, cut: false }
  const attachments = { filename, content: new Blob([content]) }
  const made = await postAttachment(api(signal), { issueIdOrKey: issue.id, attachments })
  const [{ id, content: url }] = readAnswer(Made, made, "Jira's answer to a file")
  return { id, url, cut: false }
}

async function findFile(
  api: Jira,
  { id }: RemoteRef,
  file: { filename: string; content: Uint8Array },
  signal: AbortSignal,
): Promise<File | null> {
  const issue = await getIssue(api(signal), { issueIdOrKey: id, fields: ['attachment'] })
  for (const one of readAnswer(
    Files,
    issue.fields?.attachment ?? [],
    'the list of files in Jira',
  )) {
    if (one.filename !== file.filename || one.size !== file.content.length) continue
    const content = await getAttachmentContent(api(signal), { id: one.id, redirect: false })
    if (isSame(content as Uint8Array, file.content)) return one
  }
  return null
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}

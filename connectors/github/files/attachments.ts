import type { RemotePart, RemoteRef } from '../../../src/domain/issue.ts'
import type { AttachmentDraft } from '../../../src/domain/writes.ts'
import { fromBase64 } from '../../../src/platform/bytes.ts'
import { safeName } from '../../../src/text/file-name.ts'
import { oneLine } from '../../../src/text/truncate.ts'
import type { GithubAccount } from '../account.ts'
import { addComment, findComment } from '../issues/comments.ts'
import { refusePublic } from '../repository/public.ts'
import { commitFile } from './branch.ts'

/** What GitHub shows in place. Neither SVG nor HTML: they can hold script. */
const image = /\.(?:png|jpe?g|gif|webp)$/i

/**
 * Commits the file to our branch and links it in a comment that carries the key, since GitHub has
 * no API for attachments. The path is made of the issue's id and the content's hash, so a second
 * try writes the same file.
 */
export async function attachFile(
  account: GithubAccount,
  issue: RemoteRef,
  file: AttachmentDraft,
  signal: AbortSignal,
): Promise<RemotePart> {
  const found = file.uncertain ? await findComment(account, issue, file, signal) : null
  if (found) return found
  await refusePublic(account, issue.target, file, signal)
  const name = safeName(file.title)
  const path = `${issue.id}/${await hashOf(file.base64)}/${name}`
  const url = await commitFile(account, issue.target, { path, base64: file.base64 }, signal)
  const link = `[${shown(file.title, name)}](${url})`
  const body = image.test(name) ? `![${name}](${url}?raw=true)` : `Attached: ${link}`
  return addComment(account, issue, { ...file, body, uncertain: false }, signal)
}

/**
 * The title as a person may see it: in code no person is mentioned, nothing links and no HTML works.
 */
function shown(title: string, name: string): string {
  const text = oneLine(title.replaceAll('`', "'"), 100).trim()
  return `\`${text || name}\``
}

async function hashOf(base64: string): Promise<string> {
  const bytes = fromBase64(base64)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { enqueueAttachment } from '../intake/accept-change.ts'

/** Attaches a text that the tracker had to cut, whole, as a file. */
export function attachFullText(deps: Deps, issue: Issue, text: string): Promise<Statement[]> {
  const bytes = new TextEncoder().encode(text)
  const file = { title: 'full-text.md', base64: toBase64(bytes), size: bytes.length }
  return enqueueAttachment(deps, issue, file, 'the text did not fit')
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return btoa(binary)
}

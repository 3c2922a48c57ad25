import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { enqueueAttachment } from '../intake/accept-change.ts'
import { toBase64 } from '../platform/bytes.ts'

/** Attaches a text that the tracker had to cut, whole, as a file. */
export function attachFullText(deps: Deps, issue: Issue, text: string): Promise<Statement[]> {
  const bytes = new TextEncoder().encode(text)
  const file = { title: 'full-text.md', base64: toBase64(bytes), size: bytes.length }
  return enqueueAttachment(deps, issue, file, 'the text did not fit')
}

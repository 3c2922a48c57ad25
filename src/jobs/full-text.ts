import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { enqueueAttachment } from '../intake/accept-additions.ts'
import { bytesOf, toBase64 } from '../platform/bytes.ts'
import { inTurn } from '../platform/yield.ts'

/** Attaches a text that the tracker had to cut, whole, as a file. */
export async function attachFullText(deps: Deps, issue: Issue, text: string): Promise<Statement[]> {
  const file = await inTurn(text.length, () => fileOf(text))
  return enqueueAttachment(deps, issue, file, 'the text did not fit')
}

function fileOf(text: string) {
  const bytes = bytesOf(text)
  return { title: 'full-text.md', base64: toBase64(bytes), size: bytes.length }
}

import { html } from 'hono/html'
import { address } from '../ui/address.ts'
import type { Html } from '../ui/html.ts'

/** The link to what is older, and a word about how far was looked. */
export function olderLink(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
  { next, isCut }: { readonly next: string | null; readonly isCut: boolean },
): Html | '' {
  if (next === null) return ''
  const name = isCut ? 'Look further back' : 'Older'
  return html`${isCut ? html`<p class="meta">5,000 rows were looked through up to here, and what matches is above. Older ones were not looked at yet.</p>` : ''}
<nav class="pager" aria-label="Pages"><a href="${address(path, { ...query, before: next })}">${name} →</a></nav>`
}

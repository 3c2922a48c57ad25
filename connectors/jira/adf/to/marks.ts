import type { Element } from 'hast'
import type { AdfMark } from '../document.ts'
import { linkAddress } from '../link-address.ts'

const plain = new Map<string, AdfMark>(
  Object.entries({
    strong: ['strong', 'b'],
    em: ['em', 'i', 'var'],
    strike: ['del', 's', 'strike'],
    underline: ['ins'],
    code: ['code', 'kbd', 'samp', 'tt'],
  }).flatMap(([type, tags]) => tags.map((tag) => [tag, { type }])),
)

/** The order of a text's marks, outermost first, however Markdown and HTML nest them. */
const order = ['link', 'strong', 'em', 'strike', 'underline', 'subsup', 'code']

/** Marks a text as strong. */
export const strong: AdfMark = { type: 'strong' }

/** Returns the mark that an element gives its text, or null. */
export function markOf({ tagName, properties }: Element): AdfMark | null {
  if (tagName === 'sub' || tagName === 'sup') return { type: 'subsup', attrs: { type: tagName } }
  if (tagName === 'a') return linkTo(properties.href)
  return plain.get(tagName) ?? null
}

/** Returns the mark of a link, or null if the address is not allowed. */
export function linkTo(address: unknown): AdfMark | null {
  const href = linkAddress(address)
  return href === null ? null : { type: 'link', attrs: { href } }
}

/** Returns the marks with one more: each type once, and code only with a link. */
export function withMark(marks: readonly AdfMark[], mark: AdfMark): AdfMark[] {
  if (marks.length === 0) return [mark]
  const all = [...marks.filter(({ type }) => type !== mark.type), mark]
  const isCode = all.some(({ type }) => type === 'code')
  return all
    .filter(({ type }) => !isCode || type === 'code' || type === 'link')
    .sort((one, other) => order.indexOf(one.type) - order.indexOf(other.type))
}

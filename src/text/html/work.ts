/** Tags that may be read: a browser's parser takes about a microsecond for each. */
const mostTags = 6_000
/** What nests deeper ends the stack of those who walk the tree. */
const deepest = 500

/** Elements that are never closed, or that end where the next begins. */
const shallow = new Set('br hr img input col wbr p li dt dd td th tr tbody thead rt rp'.split(' '))
const tagName = /[a-z][a-z\d]*/iy
const formatting = new Set('a b code em i s small strike strong tt u'.split(' '))

/**
 * Whether a browser's parser would make too much of the HTML: it looks through all open elements
 * for each tag, and opens `<b>` and the like again in each block until they are closed.
 */
export function isTangled(html: string): boolean {
  const open = new Map<string, number>()
  let depth = 0
  let formats = 0
  let work = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const slash = html[at + 1] === '/'
    const start = at + (slash ? 2 : 1)
    tagName.lastIndex = start
    if (!tagName.test(html)) continue
    const element = html.slice(start, tagName.lastIndex).toLowerCase()
    work += 1 + formats + depth / 50
    if (depth > deepest || work > mostTags) return true
    if (shallow.has(element) || (slash && !open.get(element))) continue
    const step = slash ? -1 : 1
    open.set(element, (open.get(element) ?? 0) + step)
    depth += step
    if (formatting.has(element)) formats += step
  }
  return false
}

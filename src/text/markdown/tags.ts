import { decodeReferences } from './references.ts'

/** A whole tag: its name in lower case, whether it closes an element, and where it ends. */
export interface Tag {
  readonly name: string
  readonly close: boolean
  readonly end: number
}

const blank = '[\\t\\n\\f\\r ]'
const value = `"[^"]*"|'[^']*'|[^\\t\\n\\f\\r "'<>\`=][^\\t\\n\\f\\r "'<>\`]*`
const name = '[a-z_:][\\w.:-]*'
const attribute = `${blank}+${name}(?:${blank}*=${blank}*(?:${value}))?`
const openTag = `([a-z][^\\t\\n\\f\\r "'<>/=\`]*)((?:${attribute})*)${blank}*/?`
const wholeTag = new RegExp(`<(?:/([a-z][a-z\\d-]*)${blank}*|${openTag})>`, 'iy')
const attributes = new RegExp(`${blank}+(${name})(?:${blank}*=${blank}*(${value}))?`, 'gi')

/** The elements that GitHub shows, less those that hide their content. */
const shown = new Set(
  `a b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2
  h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strike strong
  sub summary sup table tbody td tfoot th thead tr tt u ul var`.split(/\s+/),
)

/** A pattern of the elements that begin a block of HTML. */
export const flowTags = `address article aside base basefont blockquote body caption center col
  colgroup dd details dialog dir div dl dt fieldset figcaption figure footer form frame frameset
  h[1-6] head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup
  option p param section summary table tbody td tfoot th thead title tr track ul`.replace(
  /\s+/g,
  '|',
)

/** Returns the whole tag at `index`, as both HTML and CommonMark read it, or null. */
export function tagAt(source: string, index: number): Tag | null {
  const match = matchTag(source, index)
  return match && tagOf(match)
}

/**
 * Returns the tag at `index` if every tracker renders it, or null. All else in angle brackets is
 * text: `<your-domain>`, `List<Account>`, `<img src=x onerror=…>`.
 */
export function shownTagAt(source: string, index: number, end = source.length): Tag | null {
  const match = matchTag(source, index)
  if (!match || wholeTag.lastIndex > end) return null
  const tag = tagOf(match)
  return shown.has(tag.name) && areHarmless(tag.name, match[3] ?? '') ? tag : null
}

/** Whether a `<` at `index` begins what some renderer could take for HTML. */
export function opensHtml(source: string, index: number): boolean {
  return /[a-z/!?]/i.test(source.charAt(index + 1))
}

/** Whether a renderer keeps the attributes. A dropped script is what a reader looks for. */
function areHarmless(element: string, text: string): boolean {
  if (text === '') return element !== 'img'
  let source = ''
  for (const [, key = '', quoted = ''] of text.matchAll(attributes)) {
    const attribute = key.toLowerCase()
    if (attribute.startsWith('on')) return false
    if (attribute !== 'href' && attribute !== 'src') continue
    const address = decodeReferences(quoted.replace(/^(["'])(.*)\1$/s, '$2')).trim()
    if (/^[^/?#]*:/.test(address) && !/^(?:https?|mailto):/i.test(address)) return false
    if (attribute === 'src') source = address
  }
  return element !== 'img' || /^https?:\/\//i.test(source)
}

function tagOf({ 0: { length }, 1: closed, 2: opened = '', index }: RegExpExecArray): Tag {
  return {
    name: (closed ?? opened).toLowerCase(),
    close: closed !== undefined,
    end: index + length,
  }
}

function matchTag(source: string, index: number): RegExpExecArray | null {
  wholeTag.lastIndex = index
  return wholeTag.exec(source)
}

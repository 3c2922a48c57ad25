import type MarkdownIt from 'markdown-it'
import type StateCore from 'markdown-it/lib/rules_core/state_core.mjs'
import type StateInline from 'markdown-it/lib/rules_inline/state_inline.mjs'
import type Token from 'markdown-it/lib/token.mjs'
import { addressAt } from '../markdown/address.ts'
import type { Meter } from '../markdown/meter.ts'
import { commentEnd, createParser, type ParserEnv } from '../markdown/parser.ts'
import { opensHtml, shownTagAt } from '../markdown/tags.ts'
import { linkTexts } from './link-texts.ts'
import { type SplitHtml, splitHtml } from './placeholders.ts'

const parser = createRenderer()

/** Returns the blocks of Markdown as trees, and as HTML if there is HTML in them. Throws TooMuchWork. */
export function render(markdown: string, meter: Meter): SplitHtml {
  const env: ParserEnv = { meter }
  return splitHtml(parser.parse(markdown, env), parser, env)
}

function createRenderer(): MarkdownIt {
  const parser = createParser()
  // As GitHub shows issues: who writes a line means a line.
  parser.set({ breaks: true })
  // Text with another scheme is no link: what it leads to would be lost.
  parser.validateLink = (address) =>
    !/^[^/?#]*:/.test(address) || /^(?:https?|mailto):/i.test(address)
  // Most addresses have nothing to encode, and it takes them sign by sign.
  parser.normalizeLink = (address) =>
    /^[\w;/?:@&=+$,.!~*'()#-]*$/.test(address) ? address : parser.utils.lib.mdurl.encode(address)
  parser.inline.ruler.before('escape', 'address', linkAddress)
  // Before escapes are joined to the text around them: what is escaped is no address.
  parser.core.ruler.before('text_join', 'texts', linkTexts)
  parser.core.ruler.push('tasks', makeTasks)
  parser.core.ruler.push('fences', keepFenceInfo)
  parser.core.ruler.push('cells', alignCells)
  parser.renderer.rules.html_block = (tokens, index) => withoutHidden(tokens[index]?.content ?? '')
  return parser
}

/** In HTML too, what is no tag that trackers render is text. */
function withoutHidden(html: string): string {
  let text = ''
  let from = 0
  const lastComment = html.lastIndexOf('-->')
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const comment = at < lastComment ? commentEnd(html, at) : 0
    const end = comment || shownTagAt(html, at)?.end
    if (end) at = end - 1
    else if (opensHtml(html, at)) {
      text += `${html.slice(from, at)}&lt;`
      from = at + 1
    }
  }
  return text + html.slice(from)
}

/** Links an address that stands in text, at its colon. */
function linkAddress(state: StateInline, silent: boolean): boolean {
  if (silent || state.src[state.pos] !== ':' || isInLink(state)) return false
  const address = addressAt(state.src, state.pos, (state.env as ParserEnv).meter)
  const before = state.pos - (address?.start ?? 0)
  if (!address || address.end <= state.pos || state.pending.length < before) return false
  state.pending = state.pending.slice(0, -before)
  const text = state.src.slice(address.start, address.end)
  state.push('link_open', 'a', 1).attrs = [['href', state.md.normalizeLink(text)]]
  state.push('text', '', 0).content = text
  state.push('link_close', 'a', -1)
  state.pos = address.end
  return true
}

function isInLink(state: StateInline): boolean {
  return 'linkLevel' in state && Number(state.linkLevel) > 0
}

function makeTasks({ tokens, Token: T }: StateCore): void {
  tokens.forEach((token, index) => {
    const first = token.children?.[0]
    const box = first?.type === 'text' && /^\[([ xX])\](?=\s)/.exec(first.content)
    if (!box || tokens[index - 2]?.type !== 'list_item_open') return
    const input = new T('checkbox', 'input', 0)
    input.attrs = [
      ['type', 'checkbox'],
      ['disabled', ''],
      ...(box[1] === ' ' ? [] : ([['checked', 'checked']] as [string, string][])),
    ]
    first.content = first.content.slice(3)
    token.children?.unshift(input)
  })
}

/** Code may stand right after a fence. What is no language there becomes the first line of code. */
function keepFenceInfo({ tokens, md }: StateCore): void {
  for (const token of tokens) {
    if (token.type !== 'fence') continue
    const info = md.utils.unescapeAll(token.info).trim()
    const isLanguage = /^[\w+#.-]*$/.test(info)
    if (!isLanguage) token.content = `${info}\n${token.content}`
    token.info = isLanguage ? info : ''
  }
}

function alignCells({ tokens }: StateCore): void {
  for (const token of tokens) if (token.type === 'th_open' || token.type === 'td_open') align(token)
}

function align(token: Token): void {
  const style = token.attrGet('style')
  if (style) token.attrs = [['align', style.replace('text-align:', '')]]
}

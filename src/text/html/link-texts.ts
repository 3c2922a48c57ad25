import type StateCore from 'markdown-it/lib/rules_core/state_core.mjs'
import type Token from 'markdown-it/lib/token.mjs'
import { addressAt, type Range } from '../markdown/address.ts'
import { type Meter, spend } from '../markdown/meter.ts'
import type { ParserEnv } from '../markdown/parser.ts'

/** Links what has no scheme: addresses that begin with `www.`, and those of e-mail. */
export function linkTexts(state: StateCore): void {
  for (const token of state.tokens) {
    if (token.children && /www\.|@/.test(token.content))
      token.children = linked(token.children, state)
  }
}

function linked(children: readonly Token[], state: StateCore): Token[] {
  let links = 0
  return children.flatMap((child) => {
    if (child.type === 'link_open' || isAnchor(child, /^<a[\s>]/i)) links += 1
    if (child.type === 'link_close' || isAnchor(child, /^<\/a/i)) links -= 1
    return child.type === 'text' && links <= 0 ? split(child, state) : [child]
  })
}

function isAnchor({ type, content }: Token, start: RegExp): boolean {
  return type === 'html_inline' && start.test(content)
}

function split(token: Token, state: StateCore): Token[] {
  const text = token.content
  const tokens: Token[] = []
  let from = 0
  for (const { index } of text.matchAll(/www\.|@/g)) {
    const mail = text[index] === '@'
    const range =
      index < from
        ? null
        : mail
          ? mailAt(text, index, from, meterOf(state))
          : wwwAt(text, index, state)
    if (!range) continue
    const address = text.slice(range.start, range.end)
    tokens.push(textToken(text.slice(from, range.start), state))
    tokens.push(...link(address, (mail ? 'mailto:' : 'http://') + address, state))
    from = range.end
  }
  return from === 0 ? [token] : [...tokens, textToken(text.slice(from), state)]
}

function wwwAt(text: string, index: number, state: StateCore): Range | null {
  return addressAt(text, index, meterOf(state))
}

/** An e-mail address: its name begins after `from`, and its host ends with a letter or a digit. */
function mailAt(text: string, at: number, from: number, meter: Meter): Range | null {
  spend(meter, 4)
  let start = at
  while (start > from && /[\w.+-]/.test(text.charAt(start - 1))) start -= 1
  const host = /[a-z\d](?:[a-z\d_-]|\.(?=[a-z\d]))*/iy
  host.lastIndex = at + 1
  const name = host.exec(text)?.[0] ?? ''
  const good = start < at && name.includes('.') && /[a-z\d]$/i.test(name)
  return good && text[host.lastIndex] !== '@' ? { start, end: host.lastIndex } : null
}

function meterOf(state: StateCore): Meter {
  return (state.env as ParserEnv).meter
}

function link(text: string, href: string, state: StateCore): Token[] {
  const open = new state.Token('link_open', 'a', 1)
  open.attrs = [['href', state.md.normalizeLink(href)]]
  return [open, textToken(text, state), new state.Token('link_close', 'a', -1)]
}

function textToken(content: string, state: StateCore): Token {
  const token = new state.Token('text', '', 0)
  token.content = content
  return token
}

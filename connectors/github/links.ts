import { written } from './written.ts'

/** What GitHub refers to, or what may be written so that it is. */
const path =
  /\/[\w.-]+\/[\w.-]+\/(?:issues|pull|discussions)\/\d|\/[^\s<>"')]{0,300}(?:&[#\w]+;|\\[^\w\s])/
const scheme = `${written('http')}${written('s')}?${written('://')}(?:${written('www.')})?`

const parts = [
  /^ {0,3}(?<fence>`{3,}|~{3,})/,
  /(?<ticks>`+)/,
  /<(?<tag>\/?(?:pre|code))\b/,
  /(?<gap>\n[ \t]*\n)/,
  new RegExp(`(?<link>(?:${scheme}|\\bwww\\.)${written('github.com')})(?=${path.source})`),
]
const token = new RegExp(parts.map(({ source }) => source).join('|'), 'gim')

const kinds = ['fence', 'ticks', 'tag', 'gap', 'link'] as const

interface Token {
  readonly at: number
  readonly text: string
  readonly kind: (typeof kinds)[number]
  /** What closes it, where it opens code: the same run of backticks, or the other tag. */
  readonly name: string
}

/**
 * Sends links to GitHub issues, pull requests and discussions over redirect.github.com, so that
 * they work and yet leave no "mentioned this" in a stranger's timeline. Code is left as it is:
 * nothing links there. Renovate does the same: docs.renovatebot.com/modules/platform/github
 */
export function quietLinks(markdown: string): string {
  if (!/[&\\]|github\.com/i.test(markdown)) return markdown
  const tokens = Array.from(markdown.matchAll(token), toToken)
  const unclosed = new Set<string>()
  let quiet = ''
  let done = 0
  for (let i = 0; i < tokens.length; i++) {
    const { kind, at, text } = tokens[i] as Token
    if (kind === 'link') {
      quiet += `${markdown.slice(done, at)}https://redirect.github.com`
      done = at + text.length
    } else {
      i = endOfCode(tokens, i, unclosed)
    }
  }
  return quiet + markdown.slice(done)
}

function toToken(match: RegExpMatchArray): Token {
  const kind = kinds.find((name) => match.groups?.[name] !== undefined) ?? 'gap'
  const text = match.groups?.[kind] ?? ''
  return { at: match.index ?? 0, text, kind, name: text.toLowerCase().replace('/', '') }
}

/**
 * Where the code that token `i` opens ends: the index of its closing token, or `i` itself where it
 * opens none. `unclosed` remembers tags without an end, so that hostile text costs one search and
 * not one for each of them.
 */
function endOfCode(tokens: readonly Token[], i: number, unclosed: Set<string>): number {
  const { kind, name, text } = tokens[i] as Token
  if (kind === 'gap' || text.startsWith('/') || unclosed.has(name)) return i
  for (let end = i + 1; end < tokens.length; end++) {
    const other = tokens[end] as Token
    if (kind === 'ticks' && (other.kind === 'gap' || other.kind === 'fence')) return i
    if (kind === 'ticks' && other.kind === kind && other.name === name) return end
    if (kind === 'tag' && other.text.startsWith('/') && other.name === name) return end
    if (kind === 'fence' && other.kind === kind && other.name.startsWith(name)) return end
  }
  if (kind === 'tag') unclosed.add(name)
  return kind === 'fence' ? tokens.length : i
}

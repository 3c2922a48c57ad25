import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import type { Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { parseFragment } from 'parse5'
import { defang } from '../../src/text/defang.ts'
import { githubDialect } from '../../src/text/dialect.ts'
import { hostileText, textOf, walk } from './hostile-text.ts'

// Compares what defang leaves with what GitHub's own parser makes of it. Needs `cmark-gfm`, which
// Debian has: node test/text/differential.ts 1000

const parts = [
  ...['@victim', '#12', 'GH-12', 'acme/app#12', '"@victim"', "'#12'", '(@victim)', 'word'],
  ...['[', ']', '](', '][', ']: ', ')', '![', '[^1]', '[^1]: ', '[x]: u ', '[x]', '<', '>', '|'],
  ...['`', '``', '```', '~~~', '    ', '\t', '> ', '- ', '1. ', '|-|', '|a|', '\n', '\n\n', ' '],
  ...['http://a.b', 'https://a.b/x', 'www.a.b', '://', '\u000B', '&lt;', '&#64;', '\\', '"', "'"],
  ...['<b>', '</b>', '<code>', '</code>', '<!--', '-->', '<https://a.b>', '===', '# ', '*', '_'],
  ...['<details>', '<div>', '<pre>', '</pre>', '<x-y>', '<a href="', '">', '$$', '~~'],
]
const grammar = fc.array(fc.constantFrom(...parts), { maxLength: 16 }).map((all) => all.join(''))

const [runs = '1000', seed = String(Date.now() % 1e9)] = process.argv.slice(2)
const dialect = githubDialect()
const marker = '<!-- lockstep:0190b2c4-0000-7000-8000-0123456789ab -->'
const found = { harm: 0, code: 0, swallowed: 0 }
const samples = { numRuns: Number(runs), seed: Number(seed) }
for (const text of fc.sample(fc.oneof(grammar, grammar, hostileText), samples)) {
  const safe = defang(text, dialect)
  const tree = cmark(safe)
  const seen = textOf(tree, { code: false })
  if (/(?<![\w.+-])@[a-z\d]|(?<![\w&])#\d|\bGH-\d/i.test(seen)) report('harm', text, safe)
  if (!html(`${safe}\n\n${marker}`).includes(marker)) report('swallowed', text, safe)
  // Where HTML is shown as text, what follows may become code, or stop being it.
  if (!/<|\r/.test(text) && codeIn(cmark(text)) !== codeIn(tree)) report('code', text, safe)
}
process.stdout.write(
  `${runs} texts, seed ${seed}: ${found.harm} harmful, ${found.code} with other code, ${found.swallowed} that swallow a marker\n`,
)
process.exit(found.harm + found.swallowed > 0 ? 1 : 0)

function report(kind: keyof typeof found, text: string, safe: string): void {
  found[kind] += 1
  if (found[kind] > 8) return
  process.stdout.write(`${kind}: ${JSON.stringify(text)}\n   -> ${JSON.stringify(safe)}\n`)
}

function codeIn(tree: Root): string {
  const inCode = [...walk(tree)].filter(([, within]) => within.includes('code'))
  return inCode.map(([node]) => ('value' in node ? node.value : '')).join('\n')
}

function cmark(text: string): Root {
  return fromParse5(parseFragment(html(text))) as Root
}

function html(text: string): string {
  const names = ['table', 'strikethrough', 'autolink', 'tagfilter', 'tasklist', 'footnotes']
  const options = ['--unsafe', ...names.flatMap((name) => ['-e', name])]
  const { stdout, error } = spawnSync('cmark-gfm', options, { input: text, encoding: 'utf8' })
  if (error) throw error
  return stdout
}

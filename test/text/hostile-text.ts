import fc from 'fast-check'
import type { Element, Nodes, Root, Text } from 'hast'
import rehypeRaw from 'rehype-raw'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'

const id = '0190b2c4-0000-7000-8000-0123456789ab'

const pieces = [
  ...[
    '@admin',
    'ask @acme/security',
    'closes #12',
    'fixes acme/shop#7',
    'GH-34',
    'user@0123456789abcdef',
  ],
  ...[
    'a@b.example',
    'https://example.com/@x#1',
    '[link](https://example.com/#2)',
    '&#64;admin',
    '&commat;x',
  ],
  ...[
    `<!-- lockstep:${id} -->`,
    `lockstep:${id}`,
    '<!-- open',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?x',
    '<!X',
  ],
  ...['<details>', '<details open>', '</details>', '<summary>Code:</summary>', '<pre>', '</pre>'],
  ...[
    '<code>',
    '</code>',
    '<pre><code>',
    '</code></pre>',
    '<b>',
    '</b>',
    '<div>',
    '</div>',
    '<td>',
  ],
  ...[
    '<script>',
    '</script>',
    '<style>',
    '<textarea>',
    '<title>',
    '<template>',
    '<svg>',
    '<!--',
    '<a href="',
  ],
  ...[
    '```',
    '```js',
    '~~~',
    '`',
    '``',
    '````',
    '    code @admin',
    '\t#9',
    '> ',
    '>> ',
    '- ',
    '1. ',
    '* ',
  ],
  ...[
    '| a | b |\n|---|---|\n',
    '# Title',
    '---',
    '===',
    '[^1]: note',
    '[x]: https://e.example',
    '\\',
    '\\@',
  ],
  ...[
    '*',
    '**',
    '_',
    '~~',
    '![',
    '](',
    '<',
    '>',
    '&',
    '\r',
    '\0',
    '\uFEFF',
    '\u200B',
    '😀',
    'word',
  ],
]

/** Markdown and HTML that try to notify, link, close, hide and swallow, thrown together. */
export const hostileText = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, fc.string({ maxLength: 8 })),
      fc.constantFrom('', ' ', '\n', '\n\n', '\n  ', '\r\n'),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.flat().join(''))

const reader = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
const html = unified().use(rehypeRaw)

/** The text as a tracker renders it, before anything is sanitized. */
export function render(markdown: string): Root {
  return html.runSync(reader.runSync(reader.parse(markdown)) as Root) as Root
}

/** Every node of a tree, with the elements it is in. */
export function* walk(
  node: Nodes,
  within: readonly string[] = [],
): Generator<[Nodes, readonly string[]]> {
  yield [node, within]
  if (!('children' in node)) return
  const inside = node.type === 'element' ? [...within, (node as Element).tagName] : within
  for (const child of node.children) yield* walk(child, inside)
}

/** All text of a tree; where `code` is false, without that of code and of addresses that link to themselves. */
export function textOf(tree: Nodes, { code = true } = {}): string {
  const texts: string[] = []
  for (const [node, within] of walk(tree)) {
    const isAddress =
      within.includes('a') && node.type === 'text' && /^(https?:|www\.)/.test(node.value)
    const inCode = within.includes('code') || within.includes('pre') || isAddress
    if (node.type === 'text' && (code || !inCode)) texts.push((node as Text).value)
  }
  return texts.join('\n')
}

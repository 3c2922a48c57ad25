import fc from 'fast-check'
import { hostileText } from '../../../text/hostile-text.ts'

const word = fc.stringMatching(/^[a-z]{1,7}$/)

const lines = fc.letrec<{ line: string; piece: string }>((tie) => ({
  line: fc.array(tie('piece'), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(' ')),
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc
      .tuple(
        fc.constantFrom(
          ...[
            '**T**',
            '*T*',
            '***T***',
            '__T__',
            '~~T~~',
            'W**T**W',
            '`W`',
            '`` W ` ``',
            '<b>T</b>',
          ],
          ...[
            '<i>T </i>W',
            '<ins>T</ins>',
            '<u>T</u>',
            'W<sub>T</sub>',
            'W<sup>T</sup>',
            '<kbd>W</kbd>',
          ],
          ...[
            '<code>T</code>',
            '<del>T</del>',
            '<span>T</span>',
            'W<br>T',
            'W  \nT',
            'W\\\nT',
            'W\nT',
          ],
          ...[
            '[T](https://e.example/W)',
            '[T](/W)',
            '[T](<https://e.example/a(W)> "x")',
            'https://e.example/W',
          ],
          ...[
            '<a href="https://e.example/?a=1&amp;b=W">T</a>',
            'a@e.example',
            '<https://localhost/W>',
          ],
          ...[
            '![T](https://e.example/W.png)',
            '[![T](https://e.example/W.png)](https://e.example)',
          ],
          ...['&#34;T&quot;', '<q>T</q>', 'W&nbsp;T', '<a href="javascript:W">T</a>', '(**T**)'],
        ),
        tie('line'),
        word,
      )
      .map(([shape, text, one]) => shape.replaceAll('T', text).replaceAll('W', one)),
  ),
}))

/** A line in which nothing is marked up by Markdown, as within HTML it would not be read. */
const html = fc
  .array(
    fc.constantFrom(
      'W',
      '<b>W</b>',
      '<i>W <b>W</b></i>',
      '<code>W</code>',
      'W<br>W',
      '<a href="https://e.example">W</a>',
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((pieces) => pieces.join(' '))

const texts = fc.letrec<{ text: string; block: string }>((tie) => ({
  text: fc.array(tie('block'), { minLength: 1, maxLength: 4 }).map((blocks) => blocks.join('\n\n')),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    lines.line,
    fc
      .tuple(
        fc.constantFrom(
          ...[
            '# L',
            '### L',
            '###### L',
            'L\n===',
            '---',
            '<hr>',
            '<h2>H</h2>',
            '<p>H</p>',
            '<div>H</div>',
          ],
          ...[
            '```js\nL\n\n*W* # &#34;\n```',
            '~~~\nL\n~~~',
            '    L\n\n    L',
            '<pre><code>L\n\n* W</code></pre>',
          ],
          ...[
            '<pre>\nL\n</pre>',
            '| L | W |\n|---|:-:|\n| W | L |\n| L |',
            'W | W\n-|-\nW \\| W | `W`',
          ],
          ...[
            '<table><tr><th>H<td>W<tr><td>H</table>',
            '<table><caption>W</caption><tr><td>H</td></tr></table>',
          ],
          ...[
            '<dl><dt>W</dt><dd>H</dd></dl>',
            'W[^1]\n\n[^1]: L',
            '<ul><li>W<li>H</ul>',
            '<ol start="7"><li>H</ol>',
          ],
        ),
        lines.line,
        html,
        word,
      )
      .map(([shape, line, tagged, one]) =>
        shape.replaceAll('L', line).replaceAll('H', tagged).replaceAll('W', one),
      ),
    fc
      .tuple(
        fc.constantFrom(
          ...['> ', '> > ', '- ', '* ', '1. ', '7) ', '- [ ] ', '- [x] ', '+ ', '- - ', '- # '],
          ...[
            '<details><summary>',
            '<details>',
            '<div>',
            '<blockquote>',
            '<table><tr><td>',
            '<ul><li>',
            '<b>',
          ],
        ),
        tie('text'),
        fc.boolean(),
      )
      .map(([shape, text, twice]) => {
        const nested = within(shape, text)
        return twice ? `${nested}\n${nested}` : nested
      }),
  ),
}))

const ends: Record<string, string> = {
  '<details><summary>': '</details>',
  '<details>': '</details>',
  '<div>': '</div>',
  '<blockquote>': '</blockquote>',
  '<table><tr><td>': '</td></tr></table>',
  '<ul><li>': '</li></ul>',
  '<b>': '</b>',
}

function within(shape: string, text: string): string {
  const end = ends[shape]
  if (end && shape.endsWith('<summary>')) return `${shape}Title</summary>\n\n${text}\n\n${end}`
  if (end) return `${shape}\n\n${text}\n\n${end}`
  if (shape.startsWith('>')) return text.replace(/^/gm, shape)
  return shape + text.replaceAll('\n', `\n${' '.repeat(shape.length)}`)
}

/** Markdown and HTML of every kind, one in the other, with words that mean nothing to either. */
export const calmText = texts.text

/** The same together with what is meant to break it. */
export const mixedText = fc
  .array(fc.oneof(calmText, hostileText), { minLength: 1, maxLength: 3 })
  .chain((parts) => fc.constantFrom('\n\n', '\n', '').map((between) => parts.join(between)))

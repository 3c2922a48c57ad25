import { adfToMarkdown } from '../../connectors/jira/adf/from/adf-to-markdown.ts'
import { markdownToAdf } from '../../connectors/jira/text/markdown-to-adf.ts'
import { defang } from '../../src/text/defang.ts'
import { githubDialect, plainDialect } from '../../src/text/dialect.ts'
import { toHtml } from '../../src/text/markdown-html.ts'
import { dearTexts } from '../text/dear-texts.ts'
import { typicalText } from '../text/typical-text.ts'
import { atMost, cpuSince, cpuTime, type Line, seen, show } from './measure.ts'

const kB = 1024
const github = githubDialect()
const plain = 'The scanner is wrong here: nobody can reach this from outside.\n\nPlease close it.'
const rich =
  'We **fixed** this in `load.go`, see [the change](https://e.example/x).\n\n- It reads 10 MB at most.\n- The *limit* can be set.\n\n```go\nif n > max {\n  return err\n}\n```'

/** The CPU time of texts on their way to a tracker and back. */
export function benchText(): Line[] {
  const [small, large] = [typicalText(8 * kB), typicalText(25 * kB)]
  return [
    atMost('8 KB of Markdown to ADF', cpuTime(writing(small)), 4, ' ms of CPU'),
    atMost('25 KB of Markdown to ADF', cpuTime(writing(large)), 12, ' ms of CPU'),
    atMost('reading a plain comment of Jira', cpuTime(reading(plain)), 1, ' ms of CPU'),
    atMost(
      'reading a comment with a list, a link and code',
      cpuTime(reading(rich)),
      1,
      ' ms of CPU',
    ),
    seen(
      '8 KB of Markdown made safe for GitHub',
      cpuTime(() => defang(small, github)),
      ' ms of CPU',
    ),
    seen(
      '8 KB of Markdown to HTML of a page',
      cpuTime(() => toHtml(small)),
      ' ms of CPU',
    ),
  ]
}

function writing(text: string): () => unknown {
  return () => markdownToAdf(defang(text, plainDialect), Number.POSITIVE_INFINITY, '')
}

function reading(markdown: string): () => unknown {
  const { document } = markdownToAdf(markdown, Number.POSITIVE_INFINITY, '')
  return () => adfToMarkdown(document)
}

const uses: readonly (readonly [name: string, use: (text: string) => unknown])[] = [
  ['made safe for GitHub', (text) => defang(text, github)],
  ['a document of Jira', (text) => markdownToAdf(defang(text, plainDialect), 1_000_000, '')],
  ['HTML of a page', toHtml],
]

/** What the dearest text costs of those that repeat one thing. */
export function benchDearText(): Line[] {
  return uses.flatMap(([use, run]) =>
    [60_000, 1_000_000].map((size) => {
      const costs = dearTexts.map(({ name, make }) => ({ name, ms: once(run, make(size)) }))
      const dearest = costs.reduce((one, other) => (one.ms > other.ms ? one : other))
      const what = `the dearest text of ${show(size / 1000)} KB, ${use} (${dearest.name})`
      return seen(what, dearest.ms, ' ms of CPU')
    }),
  )
}

function once(run: (text: string) => unknown, text: string): number {
  const start = process.cpuUsage()
  run(text)
  return cpuSince(start)
}

import { markdownToAdf } from '../../connectors/jira/text/markdown-to-adf.ts'
import { defang } from '../../src/text/defang.ts'
import { githubDialect, plainDialect } from '../../src/text/dialect.ts'
import { toHtml } from '../../src/text/markdown-html.ts'
import { dearTexts } from '../text/dear-texts.ts'
import { typicalText } from '../text/typical-text.ts'
import { median, show } from './measure.ts'

const github = githubDialect()
const uses: readonly (readonly [name: string, use: (text: string) => unknown])[] = [
  ['safe for GitHub', (text) => defang(text, github)],
  ['a document of Jira', (text) => markdownToAdf(defang(text, plainDialect), 1_000_000, '')],
  ['HTML of a page', toHtml],
]

/** What a finding's text costs, in milliseconds of CPU. */
export function benchText(): string {
  const lines = [8, 25].map((kilobytes) => {
    const text = typicalText(kilobytes * 1024)
    const costs = uses.map(([name, use]) => `${name} ${show(middle(() => use(text)))} ms`)
    return `${kilobytes} KB of Markdown: ${costs.join(', ')}`
  })
  return lines.join('\n')
}

/** What the dearest text costs of those that repeat one thing, likewise. */
export function benchDearText(): string {
  const lines = uses.flatMap(([use, run]) => {
    return [60_000, 1_000_000].map((size) => {
      const costs = dearTexts.map(({ name, make }) => {
        const text = make(size)
        return { name, ms: cpuOf(() => run(text)) }
      })
      const dearest = costs.reduce((one, other) => (one.ms > other.ms ? one : other))
      return `${size / 1000} KB, ${use}: ${show(dearest.ms)} ms at most, for ${dearest.name}`
    })
  })
  return lines.join('\n')
}

/** The middle of some runs, once the engine knows the code. */
function middle(run: () => unknown): number {
  for (let index = 0; index < 30; index += 1) run()
  return median(Array.from({ length: 40 }, () => cpuOf(run)))
}

function cpuOf(run: () => unknown): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

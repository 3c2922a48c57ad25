import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { commentBody } from '../../connectors/jira/text/comment-body.ts'
import { markdownToAdf } from '../../connectors/jira/text/markdown-to-adf.ts'
import { wikiToAdf } from '../../connectors/jira/wiki/from/wiki-to-adf.ts'
import { defang, tooDear } from '../../src/text/defang.ts'
import { githubDialect, plainDialect } from '../../src/text/dialect.ts'
import { toHtml, toTree } from '../../src/text/markdown-html.ts'
import { truncate } from '../../src/text/truncate.ts'
import { dearTexts } from './dear-texts.ts'
import { executedBlocks } from './executed-blocks.ts'
import { textOf } from './hostile-text.ts'

const github = githubDialect(['ghe.acme.example'])
const cut = { note: 'There is more.', dialect: github }
const size = 20_000

/** Blocks of JavaScript that may be entered for one text: about 10 milliseconds. */
const most = 300_000

describe('whatever a text repeats, its work is bounded', () => {
  it.each([
    ['when it is made safe for GitHub', (text: string) => defang(text, github)],
    ['when it is made safe for Jira', (text: string) => defang(text, plainDialect)],
    ['when it is truncated', (text: string) => truncate(text, size / 2, cut)],
    ['on a page', toHtml],
    ['in a document of Jira', (text: string) => markdownToAdf(text, 32_767, 'There is more.')],
  ])(
    '%s',
    async (_, read) => {
      const texts = dearTexts.map(({ make }) => make(size))

      const blocks = await executedBlocks(() => {
        for (const text of texts) read(text)
      })

      expect(blocks).toBeLessThan(most * texts.length)
    },
    60_000,
  )

  it('also in searches of a text, whose steps are no blocks of JavaScript', () => {
    const times = dearTexts.map(({ name, make }) => {
      const text = make(65_000)
      const start = process.threadCpuUsage()
      defang(text, github)
      toHtml(text)
      const { user, system } = process.threadCpuUsage(start)
      return [name, (user + system) / 1000] as const
    })

    expect(times.filter(([, ms]) => ms > 250)).toEqual([])
  })

  it('all readings of a text that is truncated together do little more than one', async () => {
    const texts = dearTexts.map(({ make }) => defang(make(60_000), github))

    const blocks = await executedBlocks(() => {
      for (const text of texts) truncate(text, 60_000, cut)
    })

    expect(blocks).toBeLessThan(6_000 * texts.length)
  })

  it('also for a megabyte', async () => {
    const texts = dearTexts.map(({ make }) => make(1_000_000))

    const blocks = await executedBlocks(() => {
      for (const text of texts) {
        defang(text, github)
        toHtml(text)
      }
    })

    expect(blocks).toBeLessThan(5 * most * texts.length)
  }, 60_000)
})

/** What costs a reader of Jira's wiki notation most. */
const dearNotation: readonly (readonly [unit: string, start?: string, end?: string])[] = [
  ['[', '', ']'],
  ['* a\n# b\n'],
  ['|a\n'],
  ['{code:java}'],
  ['*a _b -c '],
  [`http://a${'.'.repeat(1900)}x `],
  ['http://', '[', '|https://a]'],
]
const notations = [
  ...dearTexts.map(({ make }) => make),
  ...dearNotation.map(([unit, start = '', end = '']) => (length: number) => {
    return start + unit.repeat(length / unit.length) + end
  }),
]

describe("whatever a comment of Jira's repeats, the work of reading it is bounded", () => {
  it.each([
    ['in wiki notation, to a document', wikiToAdf],
    ['in wiki notation, to Markdown', (text: string) => commentBody(wikiToAdf(text))],
    ['as a document of Cloud', (text: string) => commentBody(toTreeOfJira(text))],
  ])(
    '%s',
    async (_, read) => {
      const texts = notations.map((make) => make(size))

      const blocks = await executedBlocks(() => {
        for (const text of texts) read(text)
      })

      expect(blocks).toBeLessThan(2 * most * texts.length)
    },
    60_000,
  )

  it('and twice as long a comment takes twice the work', async () => {
    const work = (length: number) =>
      executedBlocks(() => {
        for (const make of notations) wikiToAdf(make(length))
      })

    expect(await work(4 * size)).toBeLessThan(6 * (await work(size)))
  }, 60_000)
})

function toTreeOfJira(text: string) {
  return markdownToAdf(text, Number.MAX_SAFE_INTEGER, '').document
}

it('a comment of Jira that takes too much work is plain text, whole, and says so', () => {
  const text = '|a|b|\n'.repeat(2000)

  const shown = commentBody(wikiToAdf(text))

  expect(shown.startsWith(`${tooDear}\n\n\`\`\`\na\nb\n`)).toBe(true)
  expect(shown.match(/^[ab]$/gm)).toHaveLength(4000)
})

describe('a text that takes too much work', () => {
  it.each(dearTexts)('is shown whole and says so, if it repeats $name', ({ make }) => {
    const text = make(size)
    const shown = textOf(toTree(text))

    if (!shown.startsWith(tooDear)) return
    expect(shown.slice(tooDear.length).trim()).toBe(text.trim())
  })

  it('is code where it is made safe, and what comes before is not', () => {
    const before = '**word**\n\n'.repeat(200)
    const dear = '<b>'.repeat(20_000)

    const safe = defang(`${before}${before}${dear}`, github)

    expect(safe.startsWith(before)).toBe(true)
    expect(safe).toContain(`${tooDear}\n\n\`\`\`\n`)
    expect(safe).toContain(dear)
  })

  it('is code from the line on that is not read, as it is too long', () => {
    const line = '**word** @name\n\n'
    const safe = defang(line.repeat(20_000), github)

    expect(safe.startsWith('**word** @\u200bname')).toBe(true)
    expect(safe).toMatch(/as plain text\.\n\n```\n[^`]*```\n$/)
    expect(safe.match(/name/g)).toHaveLength(20_000)
  })

  it('is truncated as code if it grows with each reading', () => {
    const { text } = truncate('#1'.repeat(50_000), 60_000, cut)

    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text.length).toBeGreaterThan(25_000)
  })
})

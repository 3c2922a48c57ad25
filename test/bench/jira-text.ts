import { adfToMarkdown } from '../../connectors/jira/adf/from/adf-to-markdown.ts'
import { markdownToAdf } from '../../connectors/jira/text/markdown-to-adf.ts'
import { typicalText } from '../text/typical-text.ts'
import { cpuTime, show } from './measure.ts'

const kB = 1024

const plain = 'The scanner is wrong here: nobody can reach this from outside.\n\nPlease close it.'
const rich =
  'We **fixed** this in `load.go`, see [the change](https://e.example/x).\n\n- It reads 10 MB at most.\n- The *limit* can be set.\n\n```go\nif n > max {\n  return err\n}\n```'

/** The CPU time of texts on their way to Jira and back. */
export function benchJiraText(): string {
  return [
    line('8 KB of Markdown to ADF', 4, writing(8 * kB)),
    line('25 KB of Markdown to ADF', 12, writing(25 * kB)),
    line('reading a plain comment', 1, reading(plain)),
    line('reading a comment with a list, a link and code', 1, reading(rich)),
  ].join('\n')
}

function line(what: string, target: number, run: () => unknown): string {
  return `${what}: ${show(cpuTime(run))} ms of CPU, target ${target}`
}

function writing(size: number): () => unknown {
  const text = typicalText(size)
  return () => markdownToAdf(text, Number.POSITIVE_INFINITY, '')
}

function reading(markdown: string): () => unknown {
  const { document } = markdownToAdf(markdown, Number.POSITIVE_INFINITY, '')
  return () => adfToMarkdown(document)
}

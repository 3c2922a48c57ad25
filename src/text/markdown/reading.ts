import { type Markup, noMarkup } from './html.ts'
import type { Meter } from './meter.ts'

/** The state of reading a source, block by block. */
export interface Reading {
  readonly source: string
  /** Where each line begins, and the end of the last. */
  readonly lines: readonly number[]
  readonly meter: Meter
  readonly into: Markup
  /** How many quotes are open, and the first lines of the list items that are. */
  quotes: number
  readonly items: number[]
  /** The lines of the row of a table, and where the next cell is. */
  row: readonly [number, number]
  cell: number
  /** The first line that is not read yet. */
  line: number
  /** Whether what is indented here may belong to a footnote, and so be text. */
  inFootnote: boolean
}

/** Returns the state before the first block. */
export function startReading(source: string, meter: Meter): Reading {
  const lines = [0]
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) lines.push(at + 1)
  if (lines.at(-1) !== source.length) lines.push(source.length)
  const into = noMarkup()
  const start = { quotes: 0, items: [], row: [0, 0], cell: 0, line: 0, inFootnote: false } as const
  return { source, lines, meter, into, ...start, items: [] }
}

/** Returns where the line begins, or the end of the source. */
export function startOf({ source, lines }: Reading, line: number): number {
  return lines[line] ?? source.length
}

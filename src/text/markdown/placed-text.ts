import type { Range } from './address.ts'

/** Text that the parser took out of its lines, and its place in the source. */
export interface PlacedText {
  readonly text: string
  /** The stretch of the source for one of the text. Ask from the front to the back. */
  placeOf(range: Range): Range
}

/** Places text whose lines are the source's, less the marks of quotes and lists before them. */
export function placeLines(
  content: string,
  source: string,
  lineStarts: readonly number[],
): PlacedText {
  const texts = content.split('\n')
  const starts: number[] = []
  const places: number[] = []
  let start = 0
  for (const [index, text] of texts.entries()) {
    const bare = text.trimStart()
    const line = source.slice(lineStarts[index], lineStarts[index + 1])
    starts.push(start)
    places.push((lineStarts[index] ?? 0) + line.lastIndexOf(bare) - (text.length - bare.length))
    start += text.length + 1
  }
  return { text: content, placeOf: placer(starts, places) }
}

/** Places a cell of a table, whose pipes are escaped in the source. Null if it is empty. */
export function placeCell(content: string, source: string, from: number): PlacedText | null {
  if (content === '') return null
  const text = content.replaceAll('|', '\\|')
  const place = source.indexOf(text, from)
  return { text, placeOf: ({ start, end }) => ({ start: place + start, end: place + end }) }
}

function placer(starts: readonly number[], places: readonly number[]) {
  let line = 0
  const placeOf = (index: number) => {
    if (index < (starts[line] ?? 0)) line = 0
    while ((starts[line + 1] ?? Number.POSITIVE_INFINITY) <= index) line += 1
    return (places[line] ?? 0) + index - (starts[line] ?? 0)
  }
  return ({ start, end }: Range): Range => ({ start: placeOf(start), end: placeOf(end - 1) + 1 })
}

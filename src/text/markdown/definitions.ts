import { type Reading, startOf } from './reading.ts'

/**
 * Reads the lines before `line` that the parser gave to no block: those that say where links lead.
 * To another parser they may be text, and a label with a sign of code could hide where code begins.
 * Returns whether what follows, if indented, may go on with them.
 */
export function readDefinitions(reading: Reading, line: number): boolean {
  const { source, into } = reading
  const start = startOf(reading, reading.line)
  const text = source.slice(start, startOf(reading, line))
  reading.line = Math.max(reading.line, line)
  for (const { index, 0: address } of text.matchAll(/https?:\/\/[^\s<>]*/gi)) {
    const range = { start: start + index, end: start + index + address.length }
    into.pieces.push({ kind: 'kept', ...range })
    into.addresses.push(range)
  }
  for (const { index, 0: label } of text.matchAll(/\[(?:\\[\s\S]|[^\\[\]])*\](?=:)/g)) {
    if (/[`<]/.test(label)) into.breaks.push(start + index + label.length)
  }
  const isInside = reading.quotes > 0 || reading.items.length > 0
  const goesOn = endsDefinition(text)
  if (goesOn && !isInside) into.gaps.push(start + text.length)
  return goesOn && isInside
}

function endsDefinition(text: string): boolean {
  return text.includes(']:') && !/\n[ \t>]*\n$/.test(text)
}

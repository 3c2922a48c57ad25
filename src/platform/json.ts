import { HttpError } from '../domain/errors.ts'

/** What nests deeper would end in "maximum call stack size exceeded" wherever it is repeated. */
const deepest = 100

/** More take a hundred times their length in memory, and no message of a scanner has a tenth of them. */
const mostValues = 200_000

/** An inbound text as JSON. Refuses with 400 what is none, and with 422 what is too deep or has too many values. */
export function parseJson(text: string): unknown {
  if (text.length > mostValues && hasMoreValues(text, mostValues))
    throw new HttpError(422, 'the body: has more than 200,000 values')
  const value = parse(text)
  if (mayBeDeeper(text, deepest) && isDeeper(value, deepest)) {
    throw new HttpError(422, `the body: is nested more than ${deepest} levels deep`)
  }
  return value
}

/** Not yet among TypeScript's types. https://github.com/tc39/proposal-json-parse-with-source */
interface JsonWithSource {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown
  rawJSON(text: string): unknown
}

/** A number with more digits than JavaScript is sure to hold; in a text something may look like one. */
const longNumber = /[[:,\s]-?(?:[1-9]\d{15}|\d+\.\d{16})/

/**
 * `value`, which `text` was parsed to, so that it is written again with every digit of its numbers, also those that
 * JavaScript cannot hold.
 */
export function withEveryDigit(value: unknown, text: string): unknown {
  if (!longNumber.test(text)) return value
  const json: JsonWithSource = JSON as JSON & JsonWithSource
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source && String(value) !== source ? json.rawJSON(source) : value,
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote the body.
    throw new HttpError(400, 'the body is not JSON')
  }
}

/** Counts what begins a value: brackets and commas that are not in a string. */
function hasMoreValues(text: string, most: number): boolean {
  let count = 0
  for (let at = 0; at < text.length && count <= most; at += 1) {
    const letter = text[at]
    if (letter === '"') at = endOfString(text, at)
    else if (letter === ',' || letter === '[' || letter === '{') count += 1
  }
  return count > most
}

/** The place of the quote that ends a string, or of the text's end. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, place: number): boolean {
  let first = place
  while (text[first - 1] === '\\') first -= 1
  return (place - first) % 2 === 1
}

/** Whether a text has more brackets that open than levels are allowed: finding them is much faster than looking at all values. */
function mayBeDeeper(text: string, levels: number): boolean {
  let left = levels
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1))
      if (--left < 0) return true
  return false
}

/** Looks no deeper than the levels that are allowed. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  // Parsed JSON inherits nothing, and no list of its values need be made.
  for (const field in value)
    if (isDeeper(value[field as keyof typeof value], levels - 1)) return true
  return false
}

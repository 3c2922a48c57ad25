import { HttpError } from '../domain/errors.ts'

/** What nests deeper would end in "maximum call stack size exceeded" wherever it is repeated. */
const deepest = 100

/** More would hold the process, and take a hundred times their length in memory. No vendor's example has a tenth of them. */
const mostValues = 20_000

/** An inbound text as JSON. Refuses with 400 what is none, and with 422 what is too deep or has too many values. */
export function parseJson(text: string): unknown {
  if (text.length > mostValues && hasMoreValues(text, mostValues))
    throw new HttpError(422, 'the body: has more than 20,000 values')
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

/** What begins a value, or a string, in which these letters mean nothing. */
const beginning = /[[{,"]/g

/**
 * Counts what begins a value. In JSON each value brings two strings at most: its own or its name. A loop over all letters
 * would take ten times as long.
 */
function hasMoreValues(text: string, most: number): boolean {
  let values = 0
  let strings = 0
  beginning.lastIndex = 0
  while (beginning.test(text)) {
    const at = beginning.lastIndex - 1
    if (text[at] !== '"') values += 1
    else {
      strings += 1
      beginning.lastIndex = endOfString(text, at) + 1
    }
    if (values > most || strings > 2 * most) return true
  }
  return false
}

/** A quote after an even number of backslashes. */
const endQuote = /(?<!\\)(?:\\\\)*"/g

/** The place of the quote that ends a string, or of the text's end. Most strings have no other quote. */
function endOfString(text: string, start: number): number {
  const first = text.indexOf('"', start + 1)
  if (first !== -1 && text[first - 1] !== '\\') return first
  endQuote.lastIndex = start + 1
  return endQuote.test(text) ? endQuote.lastIndex - 1 : text.length
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

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
const endOfString = /(?<!\\)(?:\\\\)*"/g

/** Counts what begins a value. In JSON each value brings two strings at most: its own or its name. */
function hasMoreValues(text: string, most: number): boolean {
  let values = 0
  let strings = 0
  for (let at = next(beginning, text, 0); at > 0; at = next(beginning, text, at)) {
    if (text[at - 1] !== '"') values += 1
    else {
      strings += 1
      at = next(endOfString, text, at) || text.length
    }
    if (values > most || strings > 2 * most) return true
  }
  return false
}

/** The place after what is found, from a place on; 0 if nothing is. A loop over the letters takes ten times as long. */
function next(sought: RegExp, text: string, from: number): number {
  sought.lastIndex = from
  return sought.test(text) ? sought.lastIndex : 0
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

import { HttpError } from '../domain/errors.ts'

/** What nests deeper would end in "maximum call stack size exceeded" wherever it is repeated. */
const deepest = 100

/** An inbound text as JSON. Refuses with 400 what is none, and with 422 what nests deeper than 100 levels. */
export function parseJson(text: string): unknown {
  const value = parse(text)
  if (isDeeper(value, deepest)) {
    throw new HttpError(422, `the body: is nested more than ${deepest} levels deep`)
  }
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote the body.
    throw new HttpError(400, 'the body is not JSON')
  }
}

/** Level by level, as a recursion would meet the very end it looks for. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value].filter(isObject)
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === levels) return true
    level = level.flatMap((object) => Object.values(object).filter(isObject))
  }
  return false
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

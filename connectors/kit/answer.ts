import { z } from 'zod'
import { TrackerError } from '../../src/domain/errors.ts'

/**
 * Reads a tracker's answer by a schema. `what` names it, such as "Jira's answer about PAY-1". An answer
 * that is not as expected is `unavailable`: it may be a proxy's, and the write may have happened.
 */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const { data, error } = schema.safeParse(answer)
  if (!error) return data
  throw new TrackerError('unavailable', `${what} could not be read (${problemsIn(error)})`)
}

/** Reads a list in a tracker's answer, as `readAnswer` does. A list that is not there is empty. */
export function readList<T>(list: readonly T[] | null | undefined, what: string): readonly T[] {
  return readAnswer(z.array(z.custom<T>()).nullish(), list, what) ?? []
}

/** Reads a poll's cursor. One that this connector has not written is `rejected`. */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string): T {
  const { data, error } = schema.safeParse(parseJson(cursor))
  if (!error) return data
  throw new TrackerError('rejected', `the poll's cursor could not be read (${problemsIn(error)})`)
}

/** What is wrong with a value: places and codes, and nothing of the value itself. */
export function problemsIn({ issues }: z.ZodError): string {
  const problems = issues.map(({ path, code }) => `${path.join('.') || 'all of it'}: ${code}`)
  return problems.slice(0, 5).join(', ')
}

/** The JSON in a text; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import type { Context } from 'hono'
import type { ZodType, z } from 'zod'
import { HttpError } from '../domain/errors.ts'
import { parseJson } from '../platform/json.ts'
import { inTurn } from '../platform/yield.ts'

/** The request's JSON body in the wanted shape. Refuses with 415, 400, or 422 that names the first wrong field. */
export async function readJson<T>(c: Context, shape: ZodType<T>): Promise<T> {
  return inShape(await readAnyJson(c), shape)
}

/** The request's JSON body as it was sent. Refuses with 415, 400, or 422. */
export async function readAnyJson(c: Context): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new HttpError(415, 'the Content-Type must be application/json')
  }
  const text = await c.req.text()
  return inTurn(text.length, () => parseJson(text))
}

/** The query's values in the wanted shape. Refuses with 422 that names the first wrong one. */
export function readQuery<T>(c: Context, shape: ZodType<T>): T {
  return inShape(c.req.query(), shape)
}

/** A value in the wanted shape. Refuses with 422 that names the first wrong field. */
export function inShape<T>(value: unknown, shape: ZodType<T>): T {
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') || 'the body'
  throw new HttpError(422, `${field}: ${issue ? wordsOf(issue) : 'is wrong'}`)
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** A schema's own words, or plain ones instead of zod's. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (!issue.message.startsWith('Invalid')) return issue.message
  if (issue.code === 'invalid_type') return `must be ${kinds[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.join(', ')}`
  return issue.message
}

/** The fields of a posted form. Refuses with 400 what is not one. */
export async function readForm(c: Context): Promise<Record<string, unknown>> {
  try {
    return await c.req.parseBody()
  } catch {
    throw new HttpError(400, 'the body is not a form')
  }
}

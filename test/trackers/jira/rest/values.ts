import type { Named } from '../projects.ts'
import { problemWithDocument } from './adf.ts'
import { Refusal } from './wire.ts'

/** The one that is asked for by id, name or value; throws in Jira's words where there is none. */
export function oneOf<T extends Named & { value?: string }>(
  all: readonly T[],
  kind: string,
  asked: unknown,
) {
  if (asked === null) return null
  const { id, name, value } = asked as { id?: string; name?: string; value?: string }
  const found = all.find((each) =>
    id ? each.id === id : value ? each.value === value : each.name === name,
  )
  if (!found) throw new Refusal(400, `The ${kind} selected is invalid.`)
  return found
}

/** One line of at most 255 characters. */
export function keepSummary(value: unknown): string {
  const text = String(value ?? '')
  if (text.length > 255) throw new Refusal(400, "Summary can't exceed 255 characters.")
  if (/[\r\n]/.test(text)) {
    throw new Refusal(400, 'The summary is invalid because it contains newline characters.')
  }
  return text.trim()
}

/** A document as Jira takes it, or none. */
export function keepDocument(value: unknown): unknown {
  const problem = value === null ? null : problemWithDocument(value)
  if (problem) throw new Refusal(400, problem)
  return value
}

/** Labels without blanks, of at most 255 characters each; none twice. */
export function keepLabels(value: unknown): string[] {
  if (!Array.isArray(value)) throw new Refusal(400, 'data was not an array')
  return [...new Set(value.map(keepLabel))].sort()
}

function keepLabel(label: unknown): string {
  const text = String(label)
  if (/\s/.test(text)) {
    throw new Refusal(400, `The label '${text}' contains spaces which is invalid.`)
  }
  if (text.length > 255) {
    throw new Refusal(400, `The label '${text}' exceeds the maximum length of 255 characters.`)
  }
  return text
}

/** `YYYY-MM-DD`, or none. */
export function keepDate(value: unknown): unknown {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(String(value)) && !Number.isNaN(Date.parse(`${value}`))
  if (value !== null && !isDate) {
    throw new Refusal(400, `"${value}" is not a date of the form yyyy-MM-dd.`)
  }
  return value
}

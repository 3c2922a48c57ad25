import type { ZodType } from 'zod'
import type { Finding } from '../domain/finding.ts'
import { oneLine } from '../text/truncate.ts'
import type { Page } from './source.ts'

/** Reads a page's items one by one. An item that cannot be read is named; the others become findings. */
export function readItems<T>(
  items: readonly unknown[],
  shape: ZodType<T>,
  toFinding: (item: T) => Finding,
): Pick<Page, 'findings' | 'unreadable'> {
  const findings: Finding[] = []
  const unreadable: string[] = []
  items.forEach((item, index) => {
    try {
      findings.push(toFinding(shape.parse(item)))
    } catch (error) {
      unreadable.push(`${nameOf(item) || `item ${index + 1}`}: ${problemIn(error)}`)
    }
  })
  return { findings, unreadable }
}

/** The item's id as the scanner sent it, so that a person finds the item there. */
function nameOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return ''
  const { id, Id } = item as Readonly<Record<string, unknown>>
  const name = id ?? Id
  return typeof name === 'string' || typeof name === 'number' ? oneLine(String(name), 100) : ''
}

function problemIn(error: unknown): string {
  const [issue] = (error as { issues?: { path: PropertyKey[]; message: string }[] }).issues ?? []
  if (!issue) return oneLine(String(error), 200)
  return [issue.path.join('.'), issue.message].filter(Boolean).join(': ')
}

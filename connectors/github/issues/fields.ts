import type { IssueChange, State } from '../../../src/domain/issue.ts'
import { valueToWrite } from '../../../src/domain/ownership.ts'
import { labelText, oneLine } from '../../../src/text/truncate.ts'
import { labelLimit, render, sameText, titleLimit } from './text.ts'

/** The title on one line, at most GitHub's 256 characters. */
export function titleOf(title: string): string {
  return oneLine(title, titleLimit) || 'Untitled'
}

/** The body with its key, cut where it must be. */
export function bodyOf(body: string, key: string): { text: string; cut: boolean } {
  return render(body, key, 'This text was too long for GitHub. The whole of it is attached.')
}

/** To GitHub, labels that differ only in case are one, and an issue has at most 100. */
export function labelsOf(labels: readonly string[]): string[] {
  const names = labels.map((label) => labelText(label, labelLimit)).filter(Boolean)
  const lower = names.map((name) => name.toLowerCase())
  const first = names.filter((_, index) => lower.indexOf(lower[index] ?? '') === index)
  return first.slice(0, 100)
}

/** What a PATCH says of a state. GitHub ignores the reason unless the state changes. */
export function statePatch(state: State | undefined) {
  if (!state) return {}
  if (state.status === 'open') return { state: 'open', state_reason: 'reopened' } as const
  return { state: 'closed', state_reason: state.reason ?? 'completed' } as const
}

/**
 * The fields to write: those where GitHub still has what we wrote last, and not yet what we would
 * write now.
 */
export function textPatch(
  current: { title: string; body?: string | null | undefined },
  change: IssueChange,
) {
  const { title, body, key } = change
  const newTitle = title && replaced(current.title, titleOf(title.was), titleOf(title.now))
  if (!body) return { patch: { ...(newTitle && { title: newTitle }) }, cut: false }
  const now = bodyOf(body.now, key)
  const has = current.body ?? ''
  const newBody = replaced(has, bodyOf(body.was, key).text, now.text)
  const patch = { ...(newTitle && { title: newTitle }), ...(newBody && { body: newBody }) }
  return { patch, cut: now.cut && (newBody !== null || sameText(has, now.text)) }
}

function replaced(has: string, last: string, wanted: string): string | null {
  return valueToWrite({ last, has, wanted }, sameText)?.value ?? null
}

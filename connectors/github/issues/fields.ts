import type { FieldForms, State, ValueForms } from '../../../src/domain/issue.ts'
import type { FieldValues } from '../../../src/domain/writes.ts'
import { oneLine } from '../../../src/text/truncate.ts'
import type { AskedFields } from '../../connector.ts'
import { textForms } from '../../kit/text-forms.ts'
import { loginOf } from './assignees.ts'
import { plainText, render, titleLimit } from './text.ts'

/** The title on one line, at most GitHub's 256 characters. */
function titleOf(title: string): string {
  return oneLine(title, titleLimit) || 'Untitled'
}

const note = 'This text was too long for GitHub. The whole of it is attached.'

/** Texts as they are sent: the body with its key at the end, cut where it must be. */
export function textsOf(values: FieldValues, key: string) {
  const body = (text: string, footer?: string) => render(text, key, { note, footer })
  return textForms(values, { title: titleOf, body })
}

/** What a PATCH says of a state. GitHub ignores the reason unless the state changes. */
export function statePatch(state: State | undefined) {
  if (!state) return {}
  if (state.status === 'open') return { state: 'open', state_reason: 'reopened' } as const
  return { state: 'closed', state_reason: state.reason ?? 'completed' } as const
}

/** The form of texts: GitHub may change line ends, and blanks at the ends of lines. */
export function formsIn({ title, body }: Pick<FieldForms, 'title' | 'body'>): FieldForms {
  return {
    ...(title !== undefined && { title: plainText(title) }),
    ...(body !== undefined && { body: plainText(body) }),
  }
}

/** The form that values would have, and whether the body does not fit. */
export function formsOf({ key, values }: AskedFields): ValueForms {
  const { assignee } = values
  const { forms, cut } = textsOf(values, key)
  const person = assignee !== undefined && { assignee: loginOf(assignee) ?? '' }
  return { forms: formsIn(forms), ...person, cut }
}

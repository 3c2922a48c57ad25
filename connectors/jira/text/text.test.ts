import { describe, expect, it } from 'vitest'
import { bodyForm, descriptionOf } from './text.ts'

const written = (markdown: string, leftOut: readonly string[] = []) =>
  descriptionOf({ body: markdown, leftOut }).document

describe('the form of a description', () => {
  it('is the same whatever attributes Jira has added to what we wrote', () => {
    const stored = JSON.parse(JSON.stringify(written('a\n\n- b')), (_, value) =>
      value?.type ? { ...value, attrs: { localId: '7' } } : value,
    )

    expect(bodyForm(stored)).toBe(bodyForm(written('a\n\n- b')))
  })

  it('is another once a person has added words', () => {
    const typed = ['a', 'and mine'].map((text) => ({
      type: 'paragraph',
      content: [{ type: 'text', text }],
    }))

    expect(bodyForm({ type: 'doc', version: 1, content: typed })).not.toBe(bodyForm(written('a')))
    expect(bodyForm(null)).not.toBe(bodyForm(written('a')))
  })

  it('says nothing of what Jira did not take', () => {
    expect(bodyForm(written('a', ['severity: high']))).toBe(bodyForm(written('a')))
  })
})

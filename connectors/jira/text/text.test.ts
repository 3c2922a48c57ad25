import { afterEach, describe, expect, it, vi } from 'vitest'
import { descriptionOf, newDescription } from './text.ts'

const prose = 'Whoever sends this header decides how much is read, and nothing stops them. '
const paragraph = `${prose.repeat(3)}See \`load.go\` and https://e.example/x for **more**.\n\n`
const was = `${paragraph.repeat(36)}\n\nLine: 284`
const now = `${paragraph.repeat(36)}\n\nLine: 285`

const written = (markdown: string) => descriptionOf(markdown, []).document
const typed = (...texts: string[]) => ({
  version: 1,
  type: 'doc',
  content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
})

describe('the new text of a description', () => {
  it('is written over the one that we wrote', () => {
    expect(newDescription(written('a'), 'a', 'b')).toEqual({ document: written('b'), cut: false })
  })

  it('is written over ours, whatever attributes Jira has added to it', () => {
    const stored = JSON.parse(JSON.stringify(written('a\n\n- b')), (_, value) =>
      value?.type ? { ...value, attrs: { localId: '7' } } : value,
    )

    expect(newDescription(stored, 'a\n\n- b', 'c').document).toEqual(written('c'))
  })

  it('is written if the same words are marked up in another way', () => {
    expect(newDescription(written('a b'), 'a b', 'a **b**').document).toEqual(written('a **b**'))
  })

  it('is not written over the words of a person', () => {
    expect(newDescription(typed('a', 'and mine'), 'a', 'b').document).toBeNull()
    expect(newDescription(null, 'a', 'b').document).toBeNull()
  })

  it('is not written again', () => {
    expect(newDescription(written('b'), 'a', 'b').document).toBeNull()
    expect(newDescription(written('b'), 'b', 'b').document).toBeNull()
  })

  it('leaves what we said at the end', () => {
    const stored = descriptionOf('a', ['severity: high']).document

    const { document } = newDescription(stored, 'a', 'b')

    expect(document).toEqual(descriptionOf('b', ['severity: high']).document)
  })

  it('is known to be cut, also once it is there', () => {
    const long = 'word '.repeat(10_000)

    expect(newDescription(written('a'), 'a', long).cut).toBe(true)
    expect(newDescription(written(long), 'a', long)).toEqual({ document: null, cut: true })
    expect(newDescription(typed('mine'), 'a', long).cut).toBe(false)
  })
})

describe('the work of an update', () => {
  afterEach(() => {
    vi.doUnmock('../../../src/text/markdown-html.ts')
    vi.resetModules()
  })

  it('is two parses at most, for 10 kB of description', async () => {
    const { toTree, ...others } = await import('../../../src/text/markdown-html.ts')
    const parse = vi.fn(toTree)
    vi.resetModules()
    vi.doMock('../../../src/text/markdown-html.ts', () => ({ ...others, toTree: parse }))
    const text = await import('./text.ts')

    const { document, cut } = text.newDescription(written(was), was, now)

    expect(document).toEqual(written(now))
    expect(cut).toBe(false)
    expect(parse.mock.calls.length).toBeLessThanOrEqual(2)
    expect(parse).toHaveBeenCalled()
  })
})

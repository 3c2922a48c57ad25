import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { hashesOf } from '../../../src/domain/ownership.ts'
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

describe('the work of an update', () => {
  afterEach(() => {
    vi.doUnmock('../../../src/text/markdown-html.ts')
    vi.resetModules()
  })

  it('is two parses at most, for 10 kB of description', async () => {
    const prose = 'Whoever sends this header decides how much is read, and nothing stops them. '
    const now = `${prose.repeat(3)}See \`load.go\` for **more**.\n\n`.repeat(36)
    const { toTree, ...others } = await import('../../../src/text/markdown-html.ts')
    const parse = vi.fn(toTree)
    const last = await hashesOf({ body: bodyForm(written('was')) })
    vi.resetModules()
    vi.doMock('../../../src/text/markdown-html.ts', () => ({ ...others, toTree: parse }))
    const { jira } = await import('../index.ts')
    const { writeChange } = await import('../../../src/jobs/change/write.ts')
    const fields = { summary: 'One', description: written('was') }
    const answers = [
      Response.json({ id: '1', key: 'PAY-1', fields }),
      new Response(null, { status: 204 }),
    ]
    const env = jira.env.parse({ JIRA_URL: 'https://x.example', JIRA_TOKEN: 't' })
    if (!env) throw new Error('the settings are empty')
    const { contextOf } = await import('../../../test/trackers/kit/context.ts')
    const fetch = async () => answers.shift() ?? Response.error()
    const connector = jira.open(env, contextOf({ fetch }))
    const issue: RemoteRef = { target: 'PAY', id: '1', key: 'PAY-1' }
    const plan = {
      ...{ change: { key: 'k', options: {} }, wanted: { body: now }, before: async () => ({}) },
      ...{ written: last, lastAssignee: '' },
    }

    const { remote } = await writeChange(connector, issue, plan, AbortSignal.timeout(10_000))

    expect(remote?.forms).toEqual({ body: bodyForm(written(now)) })
    expect(parse.mock.calls.length).toBeLessThanOrEqual(2)
    expect(parse).toHaveBeenCalled()
  })
})

import { expect, test } from 'vitest'
import { hashesOf } from '../../../src/domain/ownership.ts'
import { changeFields } from './change.ts'
import { refOf, soon } from './drafts.ts'
import type { Bench } from './index.ts'

const old = { title: 'Old', body: 'Old text' }
const newTexts = { title: 'New', body: 'New text' }
const body = `See [the rule](https://example.com/rule).

\`\`\`js
const a = 1
\`\`\`

- one
- two\x20\x20

| a | b |
|---|---|
| 1 | 2 |

<b>bold</b>`

/** Whose a text is: ours until a person changes it, however our own way of writing it changes. */
export function testOwnership(bench: Bench): void {
  test('changes the texts that are still ours, and keeps the key', async () => {
    const filed = await bench.create({ key: 'k', ...old })
    const issue = refOf(bench.tracker.target, filed)
    const kept = await hashesOf(filed.forms ?? {})

    const changing = { key: 'k', written: kept, now: newTexts }
    const { written } = await changeFields(bench.connector, issue, changing)

    const seen = await bench.tracker.read(issue)
    expect(seen.title).toBe('New')
    expect(seen.body).toContain('New text')
    expect(Object.keys(written)).toEqual(expect.arrayContaining(['title', 'body']))
    expect(written).not.toMatchObject(kept)
    expect((await bench.create({ key: 'k', uncertain: true })).id).toBe(issue.id)
  })

  test('says of what it filed the same forms as it reads', async () => {
    const draft = {
      key: 'k',
      title: ' A  title\t',
      body,
      severity: 'high',
      dueDate: '2026-12-24',
    } as const
    const filed = await bench.create(draft)
    const issue = refOf(bench.tracker.target, filed)

    const { forms } = await bench.connector.fields(issue, soon())
    const asked = { key: 'k', options: {}, values: draft }
    const promised = await bench.connector.formsOf(issue, asked, soon())

    expect(filed.forms).toEqual(forms)
    expect(promised.forms).toEqual(forms)
  })

  test('changes texts that an older version wrote in another way: a better renderer is no edit', async () => {
    const issue = await bench.file({ key: 'k', title: 'As of old', body: 'Rendered as of old' })
    const { forms } = await bench.connector.fields(issue, soon())
    const kept = await hashesOf(forms)

    await changeFields(bench.connector, issue, { key: 'k', written: kept, was: old, now: newTexts })

    const seen = await bench.tracker.read(issue)
    expect(seen.title).toBe('New')
    expect(seen.body).toContain('New text')
  })

  test('changes the texts of an issue of which no hash is kept, once and again', async () => {
    const issue = await bench.file({ key: 'k', ...old })
    const next = { title: 'Newer', body: 'Newer text' }

    const { written } = await changeFields(bench.connector, issue, {
      key: 'k',
      was: old,
      now: newTexts,
    })
    await changeFields(bench.connector, issue, { key: 'k', written, was: old, now: next })

    const seen = await bench.tracker.read(issue)
    expect(seen.title).toBe('Newer')
    expect(seen.body).toContain('Newer text')
  })

  test('takes a text that is as wanted already for ours: the answer to an earlier write was lost', async () => {
    const issue = await bench.file({ key: 'k', ...newTexts })
    const kept = await hashesOf({ title: 'Old', body: 'Old text' })

    const again = { key: 'k', written: kept, was: old, now: newTexts }
    const { remote, written } = await changeFields(bench.connector, issue, again)

    const { forms } = await bench.connector.fields(issue, soon())
    const { title, body } = await hashesOf(forms)
    expect(remote).toBeNull()
    expect(written).toMatchObject({ title, body })
  })

  test("keeps a person's texts and labels", async () => {
    const { connector, tracker } = bench
    const issue = await bench.file({ key: 'k', ...old, labels: ['ours', 'old'] })
    await tracker.edit(issue, { title: 'Theirs', body: 'Their text' })
    await tracker.label(issue, 'theirs')
    const labels = { addLabels: ['new'], removeLabels: ['old', 'never there'] }

    await changeFields(connector, issue, { key: 'k', was: old, now: newTexts, ...labels })

    const seen = await tracker.read(issue)
    expect(seen).toMatchObject({ title: 'Theirs', body: 'Their text' })
    expect(seen.labels.toSorted()).toEqual(['new', 'ours', 'theirs'])
  })
}

import { expect, test } from 'vitest'
import { TrackerError } from '../../../src/domain/errors.ts'
import { issueChange, issueDraft, open, refOf, soon } from './drafts.ts'
import type { Bench } from './index.ts'

const markdown = `See [the rule](https://example.com/rule).

\`\`\`js
const a = 1
\`\`\``

/** Issues: filed once, changed as asked, and a person's own changes kept. */
export function testIssues(bench: Bench): void {
  test('is content with good settings', async () => {
    const { connector, tracker } = bench

    await expect(connector.check(tracker.target, soon())).resolves.toBeUndefined()
  })

  test('files an issue that a person can read', async () => {
    const labels = ['security', 'severity:high']

    const issue = await bench.create({ title: 'SQL injection', body: markdown, labels })

    const seen = await bench.tracker.read(refOf(bench.tracker.target, issue))
    expect(seen).toMatchObject({ title: 'SQL injection', state: open, comments: [] })
    expect(seen.labels.toSorted()).toEqual(labels)
    expect(seen.body).toContain('https://example.com/rule')
    expect(seen.body).toContain('const a = 1')
    expect(URL.canParse(issue.url)).toBe(true)
    expect(issue.cut).toBe(false)
    expect(await bench.tracker.count()).toBe(1)
  })

  test('files one issue for one key', async () => {
    const first = await bench.create({ key: 'same' })

    const second = await bench.create({ key: 'same', uncertain: true })

    expect(second).toEqual(first)
    expect(await bench.tracker.count()).toBe(1)
  })

  test('takes no other issue for the one of a key: neither a quote nor a longer key', async () => {
    const first = await bench.file({ key: 'abc-12' })
    const { body } = await bench.tracker.read(first)
    const quote = body.replaceAll('abc-12', 'abc-1')
    await bench.create({ body: `Seen in:\n\n\`\`\`\n${quote}\n\`\`\`` })

    await bench.create({ key: 'abc-1', uncertain: true })

    expect(await bench.tracker.count()).toBe(3)
  })

  const { reasons } = bench.capabilities
  const known = reasons
    ? (['completed', 'not_planned', 'duplicate'] as const)
    : (['completed'] as const)

  test.each(known)('closes as %s, does so again, and reopens', async (reason) => {
    const { connector, tracker } = bench
    const issue = await bench.file()
    const state = { status: 'closed', reason } as const

    await connector.update(issue, issueChange({ state }), soon())
    await connector.update(issue, issueChange({ state }), soon())
    const closed = await tracker.read(issue)
    const answer = await connector.update(issue, issueChange({ state: open }), soon())

    expect(closed.state).toEqual(state)
    expect(answer).toMatchObject({ id: issue.id, key: issue.key })
    expect((await tracker.read(issue)).state).toEqual(open)
  })

  test.skipIf(reasons)(
    'closes for a reason that it cannot hold, and says what it holds',
    async () => {
      const issue = await bench.file()
      const state = { status: 'closed', reason: 'not_planned' } as const

      const { written } = await bench.connector.update(issue, issueChange({ state }), soon())

      expect(written).toEqual({ status: 'closed', reason: 'completed' })
    },
  )

  test.skipIf(!reasons)('leaves the reason for which a person closed an issue', async () => {
    const { connector, tracker } = bench
    const issue = await bench.file()
    await tracker.close(issue, 'not_planned')

    const state = { status: 'closed', reason: 'completed' } as const
    await connector.update(issue, issueChange({ state }), soon())

    expect((await tracker.read(issue)).state).toEqual({ status: 'closed', reason: 'not_planned' })
  })

  test('keeps a label that is to be added and taken off at once: it is one label there', async () => {
    const issue = await bench.file({ labels: ['two words'] })
    const change = { addLabels: ['two words'], removeLabels: ['two words'] }

    await bench.connector.update(issue, issueChange(change), soon())

    const { labels } = await bench.tracker.read(issue)
    expect(labels.map((label) => label.replace('_', ' '))).toEqual(['two words'])
  })

  test('says missing of an issue that is not there', async () => {
    const nowhere = { target: bench.tracker.target, id: '999999', key: '999999' }
    const labels = { addLabels: ['a'], removeLabels: ['b'] }

    for (const change of [{ state: open }, labels, newTexts]) {
      const updating = bench.connector.update(nowhere, issueChange(change), soon())
      await expect(updating).rejects.toMatchObject({ kind: 'missing' })
    }
  })

  test('cuts what is too long, and finds it by its key', async () => {
    const long = Array.from({ length: 11_000 }, (_, i) => `Line ${i} `.padEnd(98, 'x')).join('\n\n')
    const title = `A\n${'title '.repeat(200)}`
    const labels = ['label '.repeat(50)]

    const text = { key: 'k', title, body: long, footer: 'The *end*, [here](<https://e.example/>)' }
    const issue = await bench.create({ ...text, labels })
    const again = await bench.create({ ...text, uncertain: true })

    const seen = await bench.tracker.read(refOf(bench.tracker.target, issue))
    expect(issue.cut).toBe(true)
    expect(again).toEqual(issue)
    expect(seen.title).toMatch(/^A title title/)
    expect(seen.body.length).toBeLessThan(long.length)
    expect(seen.body).toContain('https://e.example/')
    expect(seen.labels).toHaveLength(1)
  })

  test('makes nothing once it is told to stop', async () => {
    const { connector, tracker } = bench

    const creating = connector.create(tracker.target, issueDraft(), AbortSignal.abort())

    await expect(creating).rejects.toBeInstanceOf(TrackerError)
    expect(await tracker.count()).toBe(0)
  })
}

const newTexts = { title: 'New', body: 'New text' }

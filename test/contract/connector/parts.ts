import { expect, test } from 'vitest'
import { commentDraft, fileDraft, soon } from './drafts.ts'
import type { Bench } from './index.ts'

const hostileNames = [
  '../../etc/passwd',
  'a"b.png',
  '',
  '..',
  '.htaccess',
  'C:\\windows\\x.txt',
  '`@octocat` #1 </a>.svg',
]

/** Comments and attachments: made once for a key, and harmless. */
export function testParts(bench: Bench): void {
  test('adds one comment for one key', async () => {
    const issue = await bench.file()
    const comment = (key: string, uncertain = false) =>
      bench.connector.comment(issue, commentDraft('Fixed', { key, uncertain }), soon())
    const first = await comment('c-1')

    const second = await comment('c-1', true)
    await comment('c', true)

    expect(second).toEqual(first)
    expect((await bench.tracker.read(issue)).comments).toHaveLength(2)
  })

  test('cuts a comment that is too long, and finds it by its key', async () => {
    const issue = await bench.file()
    const draft = commentDraft('A very long comment. '.repeat(50_000))
    const first = await bench.connector.comment(issue, draft, soon())

    const second = await bench.connector.comment(issue, { ...draft, uncertain: true }, soon())

    expect(first.cut).toBe(true)
    expect(second).toEqual(first)
  })

  test.skipIf(!bench.capabilities.internalComments)(
    'keeps its comments from customers, unless the route says otherwise',
    async () => {
      const { connector, tracker } = bench
      tracker.serveCustomers?.()
      const issue = await bench.file()
      const open = commentDraft('For all', { options: { comments: 'public' } })

      const usual = await connector.comment(issue, commentDraft('For us'), soon())
      const shown = await connector.comment(issue, open, soon())

      const seen = [usual, shown].map(({ id }) => tracker.isPublic?.(issue, id))
      expect(await Promise.all(seen)).toEqual([false, true])
    },
  )

  test('says missing of a comment on an issue that is not there', async () => {
    const nowhere = { target: bench.tracker.target, id: '999999', key: '999999' }

    const commenting = bench.connector.comment(nowhere, commentDraft('Hello'), soon())

    await expect(commenting).rejects.toMatchObject({ kind: 'missing' })
  })

  test('attaches one file for one key', async () => {
    const issue = await bench.file()
    const draft = fileDraft('report.txt')
    const first = await bench.connector.attach(issue, draft, soon())

    const second = await bench.connector.attach(issue, { ...draft, uncertain: true }, soon())

    const { attachments } = await bench.tracker.read(issue)
    expect(second).toEqual(first)
    expect(attachments).toEqual([{ title: 'report.txt', base64: draft.base64 }])
  })

  test('attaches files with hostile names, none of which is a path', async () => {
    const issue = await bench.file()

    for (const [i, title] of hostileNames.entries()) {
      const file = fileDraft(title, { base64: btoa(`file ${i}`) })
      await bench.connector.attach(issue, file, soon())
    }

    const { attachments } = await bench.tracker.read(issue)
    const contents = attachments.map(({ base64 }) => atob(base64))
    expect(contents.toSorted()).toEqual(hostileNames.map((_, i) => `file ${i}`))
    for (const { title } of attachments) expect(title).toMatch(/^[^./\\][^/\\]*$/)
  })
}

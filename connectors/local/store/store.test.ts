import { describe, expect, it } from 'vitest'
import { commentDraft, fileDraft, soon } from '../../../test/contract/connector/drafts.ts'
import { bench, pageOf, upTo } from '../../../test/trackers/local/bench.ts'

const use = bench()

describe('many calls at once', () => {
  it('make one issue of one key', async () => {
    const all = await Promise.all(upTo(50).map(() => use.file({ key: 'same' })))

    expect(new Set(all.map((issue) => issue.id)).size).toBe(1)
    expect(await use.tracker.count()).toBe(1)
    expect(await use.events()).toHaveLength(1)
  })

  it('give 50 keys 50 numbers in a row', async () => {
    const all = await Promise.all(upTo(50).map((n) => use.file({ key: `key ${n}` })))

    expect(all.map((issue) => Number(issue.key)).sort((a, b) => a - b)).toEqual(upTo(50))
  })

  it.each([true, false])(
    'make one comment and one file of one key (uncertain: %s)',
    async (uncertain) => {
      const issue = await use.file()
      const start = Number(await use.now())
      const comment = commentDraft('b', { key: 'k', uncertain })
      const file = fileDraft('t', { key: 'k', uncertain })

      const comments = upTo(20).map(() => use.connector.comment(issue, comment, soon()))
      const files = upTo(20).map(() => use.connector.attach(issue, file, soon()))
      const made = [...(await Promise.all(comments)), ...(await Promise.all(files))]

      expect(new Set(made.map((part) => part.url)).size).toBe(2)
      const seen = await use.tracker.read(issue)
      expect([seen.comments.length, seen.attachments.length]).toEqual([1, 1])
      expect(Number(await use.now()) - start).toBe(2)
    },
  )
})

describe('changes', () => {
  it('tell everything in order, ours with its key', async () => {
    const cursor = await use.now()
    const issue = await use.file()
    await use.comment(issue, 'c1', 'ours')
    const theirs = await use.tracker.say(issue, 'theirs')
    await use.tracker.close(issue, 'not_planned')

    const events = await use.events(cursor)

    expect(events.map((event) => event.kind)).toEqual(['issue', 'comment', 'comment', 'issue'])
    expect(events[1]).toMatchObject({ key: 'c1', author: 'Lockstep', body: 'ours' })
    expect(events[2]).toMatchObject({ key: null, author: 'admin', comment: theirs })
    expect(events[3]).toMatchObject({ state: { status: 'closed', reason: 'not_planned' } })
  })

  it('are read eighty at a time to the end, and none twice', async () => {
    const issue = await use.file()
    for (const n of upTo(100)) await use.comment(issue, `comment ${n}`)

    const first = await use.connector.changes(use.tracker.target, '0', soon())
    const second = await use.connector.changes(use.tracker.target, first.cursor, soon())
    const third = await use.connector.changes(use.tracker.target, second.cursor, soon())

    expect([first.events.length, second.events.length]).toEqual([80, 21])
    expect([first.more, second.more]).toEqual([true, false])
    expect(third).toEqual({ events: [], cursor: second.cursor, more: false })
  })

  it('leave of a deleted comment only the news of it', async () => {
    const issue = await use.file()
    const cursor = await use.now()
    const comment = await use.tracker.say(issue, 'oops')

    await use.tracker.request(`${pageOf(issue)}/comments/${comment}/delete`, {})

    expect(await use.events(cursor)).toMatchObject([{ kind: 'comment-deleted', comment }])
    expect((await use.tracker.read(issue)).comments).toEqual([])
  })

  it('tell an edited comment, and not one saved as it was', async () => {
    const issue = await use.file()
    const comment = await use.tracker.say(issue, 'one\ntwo')
    const cursor = await use.now()
    const save = (body: string) =>
      use.tracker.request(`${pageOf(issue)}/comments/${comment}`, { body })

    await save('one\r\ntwo')
    const same = await use.events(cursor)
    await save('three')
    const edited = await use.events(cursor)

    expect(same).toEqual([])
    expect(edited).toMatchObject([{ kind: 'comment', comment, body: 'three' }])
  })

  it('do not mix projects', async () => {
    await use.file({ title: 'a' })
    await use.file({ title: 'b' }, 'other')

    const told = await use.events('0', 'other')

    expect(told).toMatchObject([{ title: 'b', issue: { target: 'other', key: '1' } }])
  })
})

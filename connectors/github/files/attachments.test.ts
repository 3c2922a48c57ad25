import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fileDraft, issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { startTracker } from '../../../test/trackers/github/tracker.ts'

interface Tree {
  readonly tree: readonly { readonly path: string; readonly type: string }[]
}

describe('attachments on GitHub', () => {
  let tracker: Awaited<ReturnType<typeof startTracker>>

  beforeAll(async () => {
    tracker = await startTracker()
  })
  beforeEach(() => tracker.reset())
  afterAll(() => tracker.stop())

  const file = async () =>
    refOf(tracker.target, await tracker.connector.create(tracker.target, issueDraft(), soon()))

  it('lie on a branch of their own, which has no code', async () => {
    const issue = await file()

    await tracker.connector.attach(issue, fileDraft('report.txt'), soon())

    const trees = '/repos/acme/shop/git/trees'
    const { tree } = await tracker.ask<Tree>('GET', `${trees}/lockstep-attachments?recursive=1`)
    const files = tree.filter(({ type }) => type === 'blob').map(({ path }) => path)
    // printf content | sha256sum
    const path = `${issue.id}/ed7002b439e9ac84/report.txt`
    expect(files.toSorted()).toEqual([path, 'README.md'])
  })

  it.each(['shot.png', 'shot.JPG', 'shot.jpeg', 'shot.gif', 'shot.webp'])(
    'show %s in place',
    async (title) => {
      const issue = await file()

      await tracker.connector.attach(issue, fileDraft(title), soon())

      const [comment] = (await tracker.read(issue)).comments
      expect(comment?.body).toMatch(
        /^!\[shot\.\w+\]\(http:\S+\/blob\/lockstep-attachments\/\S+\?raw=true\)\n/,
      )
    },
  )

  it.each(['shot.svg', 'page.html', 'png', 'a.png.exe'])('only link %s', async (title) => {
    const issue = await file()

    await tracker.connector.attach(issue, fileDraft(title), soon())

    const [comment] = (await tracker.read(issue)).comments
    expect(comment?.body).toMatch(/^Attached: \[`.+`\]\(http:\S+\)\n\n<!-- lockstep:\S+ -->$/)
  })

  it('show a hostile name as code', async () => {
    const issue = await file()
    const title = 'a`](http://evil.example) @octocat <img src=x>\n# closes #1.txt'

    await tracker.connector.attach(issue, fileDraft(title), soon())

    const [comment] = (await tracker.read(issue)).comments
    const shown = "[`a'](http://evil.example) @octocat <img src=x> # closes #1.txt`](http://127"
    expect(comment?.body).toContain(`Attached: ${shown}`)
  })

  it.each([0, 1, 2, 3, 4, 5])(
    'are made once when the answer to request %i is lost',
    async (after) => {
      const issue = await file()
      const draft = fileDraft('report.txt')
      tracker.github.fail({ kind: 'commit-then-drop' }, { after })

      await expect(tracker.connector.attach(issue, draft, soon())).rejects.toMatchObject({
        kind: 'unavailable',
      })
      await tracker.connector.attach(issue, { ...draft, uncertain: true }, soon())

      const { attachments, comments } = await tracker.read(issue)
      expect(attachments).toEqual([{ title: 'report.txt', base64: draft.base64 }])
      expect(comments).toHaveLength(1)
    },
  )

  it('start the branch once when two come at once', async () => {
    const issue = await file()

    await Promise.all(
      ['one.txt', 'two.txt'].map((title) =>
        tracker.connector.attach(issue, fileDraft(title), soon()),
      ),
    )

    expect((await tracker.read(issue)).attachments).toHaveLength(2)
    expect(tracker.github.log).toContain('POST /repos/acme/shop/git/refs 422')
  })

  it('keep two files apart that only have their name in common', async () => {
    const issue = await file()

    for (const base64 of [btoa('one'), btoa('two')]) {
      await tracker.connector.attach(issue, fileDraft('report.txt', { base64 }), soon())
    }

    const { attachments } = await tracker.read(issue)
    expect(attachments.map(({ base64 }) => atob(base64))).toEqual(['one', 'two'])
  })

  it.each([
    [403, 'Resource not accessible by integration', 'rejected'],
    [409, 'README.md is at 1 but expected 2', 'unavailable'],
    [409, 'Changes must be made through a pull request.', 'rejected'],
    [422, 'Repository rule violations found', 'rejected'],
  ])('refused with %i, %s, are %s, so that the repository goes on', async (status, words, kind) => {
    const issue = await file()
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ message: words })
    await tracker.connector.attach(issue, fileDraft('first.txt'), soon())
    tracker.fail({ kind: 'answer', status, headers, body })

    const failure = await tracker.connector
      .attach(issue, fileDraft('a.txt'), soon())
      .catch((error) => error)

    expect(failure).toMatchObject({ kind, message: expect.stringContaining(words) })
  })

  it('of a token that may not see contents are refused in words that say what it lacks', async () => {
    const issue = await file()
    tracker.github.hide(/\/contents\//)

    await expect(tracker.connector.attach(issue, fileDraft('a.txt'), soon())).rejects.toMatchObject(
      {
        kind: 'rejected',
        message: expect.stringContaining('attachments need Contents: read and write'),
      },
    )
  })

  it('come into an empty repository too: its first file makes the branch', async () => {
    const issue = await file()
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ message: 'Git Repository is empty.' })
    tracker.github.fail({ kind: 'answer', status: 409, headers, body }, { after: 1 })

    const attaching = tracker.connector.attach(issue, fileDraft('a.txt'), soon())
    await attaching.catch(() => null)

    const asked = tracker.github.log.map((line) => line.replace(/\?\S*/, ''))
    expect(asked.slice(1, 4)).toEqual([
      expect.stringMatching(/^PUT \S+a\.txt 404$/),
      expect.stringMatching(/^POST \S+\/git\/trees 409$/),
      expect.stringMatching(/^PUT \S+\/README\.md /),
    ])
  })

  it('may be large', async () => {
    const issue = await file()
    const base64 = btoa('x'.repeat(3_000_000))

    await tracker.connector.attach(issue, fileDraft('large.bin', { base64 }), soon())

    const { attachments } = await tracker.read(issue)
    expect(attachments[0]?.base64.length).toBe(base64.length)
  })
})

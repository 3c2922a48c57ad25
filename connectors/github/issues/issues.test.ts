import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeFields } from '../../../test/contract/connector/change.ts'
import {
  commentDraft,
  issueChange,
  issueDraft,
  named,
  open,
  refOf,
  soon,
} from '../../../test/contract/connector/drafts.ts'
import { startTracker } from '../../../test/trackers/github/tracker.ts'
import { contextOf } from '../../../test/trackers/kit/context.ts'
import { github } from '../index.ts'

const nobody = { mapped: null, email: '', username: '' }

describe('issues on GitHub', () => {
  let tracker: Awaited<ReturnType<typeof startTracker>>

  beforeAll(async () => {
    tracker = await startTracker()
  })
  beforeEach(() => tracker.reset())
  afterAll(() => tracker.stop())

  const create = (draft: Parameters<typeof issueDraft>[0]) =>
    tracker.connector.create(tracker.target, issueDraft(draft), soon())
  const read = async (issue: Awaited<ReturnType<typeof create>>) =>
    tracker.read(refOf(tracker.target, issue))

  const give = (
    issue: Awaited<ReturnType<typeof create>>,
    lastAssignee: string,
    now: string,
    { was = {}, ...values }: { was?: { title?: string }; title?: string } = {},
  ) => {
    const change = { was, lastAssignee, now: { ...values, assignee: named(now) } }
    return changeFields(tracker.connector, refOf(tracker.target, issue), change)
  }
  const assignees = async () => {
    const { assignees } = await tracker.ask('GET', '/repos/acme/shop/issues/1')
    return (assignees as { login: string }[]).map(({ login }) => login)
  }

  it('carry their key at the end of the body, in a comment', async () => {
    const issue = await create({ key: 'k-1', body: 'Text' })

    expect((await read(issue)).body).toBe('Text\n\n<!-- lockstep:k-1 -->')
    expect(issue).toMatchObject({ id: expect.stringMatching(/^\d+$/), key: '1' })
  })

  it.each([
    ['the mapped login', { ...nobody, mapped: 'casey', username: 'acme' }, 'casey', 1],
    ['a user name that may be a login', { ...nobody, username: 'casey' }, 'casey', 1],
    ['nobody where the user name is none', { ...nobody, username: 'casey@acme.io' }, '', 1],
    ['nobody where GitHub drops the login', { ...nobody, mapped: 'outsider' }, '', 1],
    ['nobody where GitHub refuses the login', { ...nobody, username: 'nobody' }, '', 2],
  ])('are assigned to %s', async (_, assignee, expected, requests) => {
    const issue = await create({ assignee })

    expect(issue.assignees?.[0] ?? '').toBe(expected)
    expect(await read(issue)).toMatchObject({ assignee: expected })
    expect(tracker.github.log).toHaveLength(requests)
    expect(await tracker.count()).toBe(1)
  })

  it('are not filed without an assignee when something else is refused', async () => {
    const errors = [{ resource: 'Issue', field: 'title', code: 'invalid' }]
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ message: 'Validation Failed', errors })
    tracker.fail({ kind: 'answer', status: 422, headers, body })

    const creating = create({ assignee: { ...nobody, mapped: 'casey' } })

    await expect(creating).rejects.toMatchObject({ kind: 'rejected' })
    expect(tracker.github.log).toHaveLength(1)
  })

  it('have each label once, whatever its case', async () => {
    const issue = await create({ labels: ['Security', 'security', ' Security ', 'x', ''] })

    expect((await read(issue)).labels).toEqual(['Security', 'x'])
  })

  it('have at most a hundred labels', async () => {
    const issue = await create({ labels: Array.from({ length: 150 }, (_, i) => `label ${i}`) })

    expect((await read(issue)).labels).toHaveLength(100)
  })

  it('are found beyond the thousandth, and not beyond the time they can be from', async () => {
    const since = tracker.github.now()
    const issue = await create({ key: 'k-1' })
    await tracker.github.seed(1100)
    tracker.github.log.length = 0

    const found = await create({ key: 'k-1', uncertain: true, since })
    const lookups = tracker.github.log.splice(0).length
    await tracker.wait(3_600_000)
    const missed = await create({ key: 'k-1', uncertain: true, since: tracker.github.now() })

    expect(found).toEqual(issue)
    expect(lookups).toBe(12)
    expect(missed.id).not.toBe(issue.id)
    // The list, the next two numbers that there could be, and the issue.
    expect(tracker.github.log).toHaveLength(4)
  })

  it('and comments are found though our clock is ahead', async () => {
    const issue = refOf(tracker.target, await create({ key: 'k-1' }))
    const draft = commentDraft('Hello', { since: tracker.github.now() + 300_000 })
    const comment = await tracker.connector.comment(issue, draft, soon())

    const inDoubt = { ...draft, uncertain: true }
    const again = await tracker.connector.comment(issue, inDoubt, soon())

    expect(again).toEqual(comment)
  })

  it('are not filed while the look-up fails half way', async () => {
    await tracker.github.seed(150)
    tracker.github.fail({ kind: 'answer', status: 502 }, { after: 1 })

    const creating = create({ uncertain: true })

    await expect(creating).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await tracker.count()).toBe(150)
  })

  it('keep the edit of one text when the other is still ours', async () => {
    const issue = await create({ key: 'k-1', title: 'Old', body: 'Old text' })
    await tracker.edit(refOf(tracker.target, issue), { title: 'Theirs' })
    const was = { title: 'Old', body: 'Old text' }
    const now = { title: 'New', body: 'New text' }

    const change = { key: 'k-1', was, now }
    await changeFields(tracker.connector, refOf(tracker.target, issue), change)

    const seen = await read(issue)
    expect(seen).toMatchObject({ title: 'Theirs', body: expect.stringMatching(/^New text\n/) })
  })

  it('are not written where nothing is to change', async () => {
    const issue = await create({ key: 'k-1', title: 'New', body: 'New text' })
    const was = { title: 'Old', body: 'Old text' }
    const now = { title: 'New', body: 'New text' }
    tracker.github.log.length = 0

    const change = { key: 'k-1', was, now }
    await changeFields(tracker.connector, refOf(tracker.target, issue), change)

    expect(tracker.github.log).toEqual(['GET /repos/acme/shop/issues/1 200'])
  })

  it('go to another of ours in two calls, and stay with those whom people added', async () => {
    const issue = await create({ assignee: { ...nobody, mapped: 'casey' } })
    await tracker.ask('POST', '/repos/acme/shop/issues/1/assignees', { assignees: ['acme'] })

    const answer = await give(issue, 'CASEY', 'lockstep-bot')

    expect(answer.assigned).toBe('lockstep-bot')
    expect(await assignees()).toEqual(['acme', 'lockstep-bot'])
    expect(tracker.github.log).toEqual([
      'POST /repos/acme/shop/issues 201',
      'GET /repos/acme/shop/issues/1 200',
      'PATCH /repos/acme/shop/issues/1 200',
    ])
  })

  it.each([
    ['and go to nobody where GitHub drops the login', 'outsider', '', []],
    ['and stay where they are where GitHub refuses the login', 'nobody', 'casey', ['casey']],
  ])('change all else %s', async (_, login, assigned, expected) => {
    const issue = await create({ title: 'Old', assignee: { ...nobody, mapped: 'casey' } })

    const answer = await give(issue, 'casey', login, { was: { title: 'Old' }, title: 'New' })

    expect(answer.assigned).toBe(assigned)
    expect(await assignees()).toEqual(expected)
    expect((await read(issue)).title).toBe('New')
  })

  it('that GitHub refuses to give to somebody are not tried again', async () => {
    const issue = await create({ assignee: { ...nobody, mapped: 'casey' } })
    tracker.github.log.length = 0

    await give(issue, 'casey', 'nobody')

    expect(tracker.github.log).toEqual([
      'GET /repos/acme/shop/issues/1 200',
      'PATCH /repos/acme/shop/issues/1 422',
      'GET /repos/acme/shop/issues/1 200',
    ])
  })

  it('lose a label that GitHub refuses, and say so, but keep the others', async () => {
    const made = await create({ key: 'k-1', labels: ['good', '🔥'] })
    const issue = refOf(tracker.target, made)
    const addLabels = ['better', '🔥']
    const answer = await tracker.connector.update(issue, issueChange({ addLabels }), soon())

    expect(made.dropped).toEqual([expect.stringMatching(/^label 🔥: /)])
    expect(answer.dropped).toEqual([expect.stringMatching(/^label 🔥: Validation Failed/)])
    expect((await tracker.read(issue)).labels.toSorted()).toEqual(['better', 'good'])
  })

  it('have their state written whatever GitHub refuses of the rest', async () => {
    const issue = refOf(tracker.target, await create({ key: 'k-1' }))
    const state = { status: 'closed', reason: 'completed' } as const
    tracker.fail({ kind: 'answer', status: 403 })

    const change = issueChange({ key: 'k-1', addLabels: ['new'], state })
    const answer = await tracker.connector.update(issue, change, soon())

    expect(answer).toMatchObject({ state, dropped: ['Injected'] })
  })

  it('say that a text was cut after every try to write it', async () => {
    const issue = await create({ key: 'k-1', body: 'Old text' })
    const texts = { was: { body: 'Old text' }, now: { body: 'word '.repeat(20_000) } }
    const change = { key: 'k-1', ...texts, state: open }
    const update = () => changeFields(tracker.connector, refOf(tracker.target, issue), change)

    const answers = [await update(), await update()]

    expect(answers.map(({ cut }) => cut)).toEqual([true, true])
  })
})

describe('a check on GitHub', () => {
  it.each([
    [{ archived: true, has_issues: true }, {}, 'rejected', 'a/b is archived'],
    [{ archived: false, has_issues: false }, {}, 'rejected', 'In a/b issues are turned off'],
    [{ has_issues: true }, { 'x-oauth-scopes': 'gist, repo:status' }, 'forbidden', undefined],
    [
      { has_issues: true, private: true },
      { 'x-oauth-scopes': 'public_repo' },
      'forbidden',
      undefined,
    ],
  ])('refuses %j %j', async (repo, headers, kind, message) => {
    const checking = check(Response.json({ id: 7, ...repo }, { headers }))

    await expect(checking).rejects.toMatchObject({ kind, ...(message && { message }) })
  })

  it.each([
    [{ has_issues: true, permissions: { push: false, pull: false } }, {}],
    [{ has_issues: true, private: true }, { 'x-oauth-scopes': 'gist, repo' }],
    [{ has_issues: true, private: false }, { 'x-oauth-scopes': 'public_repo' }],
    [{ has_issues: true }, { 'x-oauth-scopes': '' }],
  ])('passes %j %j', async (repo, headers) => {
    await expect(check(Response.json({ id: 7, ...repo }, { headers }))).resolves.toBeUndefined()
  })

  it('names a repository that cannot be seen', async () => {
    const answer = Response.json({ message: 'Not Found' }, { status: 404 })

    await expect(check(answer)).rejects.toMatchObject({
      kind: 'missing',
      message: 'a/b is not there, or the log-in may not see it (Not Found)',
    })
  })
})

async function check(answer: Response): Promise<void> {
  const env = github.env.parse({ GITHUB_TOKEN: 'ghp_1' })
  if (!env) throw new Error('The settings are empty')
  const tools = contextOf({ fetch: async () => answer })
  await github.open(env, tools).check('a/b', soon())
}

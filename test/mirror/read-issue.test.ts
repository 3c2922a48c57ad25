import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CommentList } from '../../src/domain/events.ts'
import { eventWrites } from '../../src/mirror/apply-events.ts'
import { readEvents } from '../../src/mirror/read-issue.ts'
import { openFiled } from './filed.ts'

let filed: Awaited<ReturnType<typeof openFiled>>
beforeEach(async () => {
  filed = await openFiled()
})
afterEach(() => filed.sync.close())

it('an old comment is not taken for deleted if the tracker was asked for the newest ones alone', async () => {
  await read({ events: [comment('1', 1000), comment('2', 2000)], isWhole: true })

  expect(await deleted({ events: [comment('3', 3000)], isWhole: false })).toEqual([])
  expect(await deleted({ events: [comment('3', 1500)], isWhole: false })).toEqual(['2'])
  expect(await deleted({ events: [comment('3', 3000)], isWhole: true })).toEqual(['1', '2'])
})

async function deleted(list: CommentList): Promise<string[]> {
  const events = await eventsOf(list)
  return events.flatMap((event) => (event.kind === 'comment-deleted' ? [event.comment] : []))
}

async function read(list: CommentList): Promise<void> {
  await filed.sync.deps.db.atomic(
    await eventWrites(filed.sync.deps, 'local', await eventsOf(list), { trusted: true }),
  )
}

function eventsOf(list: CommentList) {
  const account = filed.sync.deps.accounts.get('local')
  if (!account) throw new Error('there is no account')
  const connector = { ...account.connector, comments: async () => list }
  return readEvents(
    filed.sync.deps,
    { ...account, connector },
    filed.issue,
    AbortSignal.timeout(10_000),
  )
}

function comment(id: string, at: number) {
  const said = { key: null, author: 'casey', body: `Comment ${id}` }
  return { kind: 'comment' as const, issue: filed.ref, comment: id, ...said, createdAt: at, at }
}

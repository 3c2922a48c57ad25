import { afterEach, beforeEach, expect, it } from 'vitest'
import { findIssue, type Issue } from '../../db/tables/issues.ts'
import type { CommentList } from '../../src/domain/events.ts'
import { eventWrites } from '../../src/mirror/apply-events.ts'
import { readEvents } from '../../src/mirror/read-issue.ts'
import { openSync } from '../support/sync.ts'

let sync: ReturnType<typeof openSync>
let issue: Issue
beforeEach(async () => {
  sync = openSync()
  const id = await sync.say('f', 'open')
  await sync.deliver()
  issue = (await findIssue(sync.deps.db, String(id))) as Issue
})
afterEach(() => sync.close())

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
  await sync.deps.db.atomic(
    await eventWrites(sync.deps, 'local', await eventsOf(list), { trusted: true }),
  )
}

function eventsOf(list: CommentList) {
  const account = sync.deps.accounts.get('local')
  if (!account) throw new Error('there is no account')
  const connector = { ...account.connector, comments: async () => list }
  return readEvents(sync.deps, { ...account, connector }, issue, AbortSignal.timeout(10_000))
}

function comment(id: string, at: number) {
  const ref = { target: issue.target, id: issue.remoteId ?? '', key: issue.remoteKey ?? '' }
  const said = { key: null, author: 'casey', body: `Comment ${id}` }
  return { kind: 'comment' as const, issue: ref, comment: id, ...said, createdAt: at, at }
}

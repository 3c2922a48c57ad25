import { afterEach, beforeEach, expect, it } from 'vitest'
import { openJobs } from '../../db/tables/queue/jobs.ts'
import { applyEvents } from '../../src/mirror/apply-events.ts'
import { openFiled } from './filed.ts'

const second = 1000

let filed: Awaited<ReturnType<typeof openFiled>>
beforeEach(async () => {
  filed = await openFiled()
})
afterEach(() => filed.sync.close())

it('a deletion that a new comment hid is looked for, once the new one is heard of', async () => {
  const at = filed.issue.seenAt
  await hear(said('1', at + second), counted(1, at + second))
  // The first was deleted and a second one written, and only the number of comments is heard of.
  await hear(counted(1, at + 3 * second))
  expect(await refreshes()).toEqual([])

  await hear(said('2', at + 2 * second))

  expect(await refreshes()).toEqual(['a comment seems to be deleted'])
})

it('a comment that is heard of in its turn asks for nothing', async () => {
  const at = filed.issue.seenAt
  await hear(said('1', at + second), counted(1, at + second))
  await hear(said('2', at + 2 * second))
  await hear(said('1', at + second))

  expect(await refreshes()).toEqual([])
})

type Heard = Parameters<typeof applyEvents>[2]

function hear(...events: Heard): Promise<void> {
  return applyEvents(filed.sync.deps, 'local', events)
}

async function refreshes(): Promise<string[]> {
  const jobs = await openJobs(filed.sync.deps.db, [filed.issue.id])
  return jobs.filter(({ kind }) => kind === 'refresh').map(({ reason }) => reason)
}

function said(id: string, at: number): Heard[number] {
  const own = { key: null, author: 'casey', body: `Comment ${id}`, createdAt: at, at }
  return { kind: 'comment', issue: filed.ref, comment: id, ...own }
}

/** The issue as a poll shows it, with so many comments. */
function counted(comments: number, at: number): Heard[number] {
  const state = { status: 'open', reason: null } as const
  const own = { title: filed.issue.title, labels: filed.issue.remoteLabels ?? [], assignee: '' }
  return { kind: 'issue', issue: filed.ref, state, stateAt: at, ...own, url: '', comments, at }
}

import { afterEach, beforeEach, expect, it } from 'vitest'
import { listAllComments } from '../../db/tables/comments.ts'
import type { TrackerEvent } from '../../src/domain/events.ts'
import { eventWrites } from '../../src/mirror/apply-events.ts'
import { openFiled } from './filed.ts'

let filed: Awaited<ReturnType<typeof openFiled>>
beforeEach(async () => {
  filed = await openFiled()
})
afterEach(() => filed.sync.close())

it('our own comment stays ours if the tracker gave it another id when its issue was moved', async () => {
  const { sync, ref } = filed
  await sync.say('f', 'fixed')
  await sync.deliver()
  const [own] = await comments()
  const at = sync.deps.now()
  const to = { target: 'bank', id: 'elsewhere', key: '7' }
  const said = { author: 'bot', body: own?.body ?? '', createdAt: at, at }

  const events: TrackerEvent[] = [
    { kind: 'moved', issue: ref, to, url: '', at },
    { kind: 'comment', issue: ref, comment: 'new', key: own?.id ?? '', ...said },
  ]
  await sync.deps.db.atomic(await eventWrites(sync.deps, 'local', events, { trusted: true }))

  expect(own?.remoteId).not.toBe('new')
  expect(await comments()).toEqual([{ ...own, remoteId: 'new' }])
})

function comments() {
  return listAllComments(filed.sync.deps.db, [filed.issue.id])
}

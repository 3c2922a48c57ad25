import { beforeEach, expect, it } from 'vitest'
import type { Db } from '../../db/store.ts'
import { openRecords, type Records } from '../../src/queue/records.ts'

const asked = { accounts: ['github'] }
const duesAt = (paced: number) => [{ id: 'github', paced, unpaced: null }]

let calls: string[]
let records: Records
/** How each write ends, the first one first. */
let ends: Promise<number>[]
beforeEach(() => {
  calls = []
  ends = [Promise.resolve(1), Promise.resolve(2)]
  records = openRecords(storeOf())
})

it('dues that were read with the last record need no call of their own, once', async () => {
  records.expect(asked)
  await records.begin()([])

  const first = await records.dues(asked)
  const again = await records.dues(asked)

  expect([first, again]).toEqual([duesAt(1), duesAt(9)])
  expect(calls).toEqual(['write and read', 'read'])
})

it.each<[string, () => Promise<unknown>]>([
  ['other accounts are asked for', async () => records.expect({ accounts: ['jira'] })],
  ['nothing was expected', async () => {}],
  [
    'an attempt began since',
    async () => {
      records.expect(asked)
      await records.begin()([])
      records.begin()
    },
  ],
  [
    'two records were written at a time',
    async () => {
      records.expect(asked)
      let end: (paced: number) => void = () => {}
      ends = [new Promise((resolve) => (end = resolve)), Promise.resolve(2)]
      const [one, two] = [records.begin(), records.begin()]
      const slow = one([])
      await two([])
      end(1)
      await slow
    },
  ],
  [
    'a later record failed',
    async () => {
      records.expect(asked)
      ends = [Promise.resolve(1), Promise.reject(new Error('disk is full'))]
      const [one, two] = [records.begin(), records.begin()]
      await one([])
      await two([]).catch(() => {})
    },
  ],
])('dues are asked for anew if %s', async (_, before) => {
  await before()
  if (calls.length === 0) await records.begin()([])

  expect(await records.dues(asked)).toEqual(duesAt(9))
})

/** A store whose writes bring dues as `ends` says, and whose reads bring those at 9. */
function storeOf(): Db {
  return {
    atomic: async () => void calls.push('write'),
    async atomicThen() {
      calls.push('write and read')
      return duesAt(await (ends.shift() ?? 0))
    },
    async rows() {
      calls.push('read')
      return duesAt(9)
    },
  } as unknown as Db
}

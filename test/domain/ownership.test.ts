import { expect, it } from 'vitest'
import {
  assigneesToWrite,
  decideFields,
  hashesOf,
  labelsToWrite,
  ourAssignee,
} from '../../src/domain/ownership.ts'

it.each([
  ['is as we wrote it', 'ours', 'ours', 'new', true, 'new'],
  ['is as we wrote it and as wanted', 'ours', 'ours', 'ours', true, 'ours'],
  ['was changed by a person', 'ours', 'theirs', 'new', false, undefined],
  ['is as wanted already', 'ours', 'new', 'new', false, 'new'],
  ['was emptied by a person', 'ours', '', 'new', false, undefined],
  ['was never written, and is there', undefined, 'theirs', 'new', false, undefined],
])('a field that %s: last %j, there %j, wanted %j: is written %j, kept %j', (...row) => {
  const [, last, has, wants, isWritten, kept] = row
  const decided = decideFields({
    ...{ last: last === undefined ? {} : { title: last }, has: { title: has } },
    wants: { title: wants },
  })

  expect(decided.write).toEqual(isWritten ? ['title'] : [])
  expect(decided.kept).toEqual(kept === undefined ? {} : { title: kept })
})

it('a field for which the tracker has no place is not written', () => {
  const compared = { last: {}, has: { title: 'a' }, wants: { severity: 'b' } }

  expect(decideFields(compared)).toEqual({ write: [], kept: {} })
})

it('a hash is the same for the same form, and says nothing of it', async () => {
  const { title, body } = await hashesOf({ title: 'A finding', body: 'A finding' })

  expect(title).toBe(body)
  expect(title).toMatch(/^[\da-f]{16}$/)
})

it.each([
  ['ours is there', ['ann', 'theirs'], 'ANN', 'ben', ['theirs', 'ben']],
  ['ours is not there any more', ['theirs'], 'ann', 'ben', null],
  ['no person was assigned, and none is', [], '', 'ben', ['ben']],
  ['no person was assigned, and one is now', ['theirs'], '', 'ben', null],
  ['nothing changes', ['ann'], 'ann', 'Ann', null],
  ['no person is wanted', ['ann', 'theirs'], 'ann', '', ['theirs']],
])('if %s: has %j, last %j, wanted %j, to write %j', (_, has, last, wanted, result) => {
  expect(assigneesToWrite({ has, last, wanted })).toEqual(result)
})

it.each([
  ['the tracker took it', ['theirs', 'Ben'], true, 'Ben'],
  ['the tracker dropped it', ['theirs'], true, ''],
  ['the tracker refused it', ['ann'], true, 'ann'],
  ['nothing was written, and it is as wanted', ['ben'], false, 'ben'],
  ['nothing was written, and people decide', ['theirs'], false, undefined],
])('whom we assigned if %s: has %j', (_, has, isWritten, ours) => {
  expect(ourAssignee({ has, last: 'ann', wanted: 'ben' }, isWritten)).toBe(ours)
})

it('one label in two ways of writing it is not added and taken off at once', () => {
  const underscored = (labels: readonly string[]) => labels.map((name) => name.replace(/ /g, '_'))
  const lower = (label: string) => label.toLowerCase()
  const change = { add: ['New one', 'bug'], remove: ['New_one', 'Bug', 'old'] }

  expect(labelsToWrite(change, underscored, lower)).toEqual({
    add: ['New_one', 'bug'],
    remove: ['old'],
  })
  expect(labelsToWrite(change, underscored).remove).toEqual(['Bug', 'old'])
})

import { expect, it } from 'vitest'
import { labelsToWrite, valueToWrite } from '../../src/domain/ownership.ts'

it.each([
  ['is ours and differs from what is wanted', 'ours', 'ours', 'new', { value: 'new' }],
  ['is ours and as wanted already', 'ours', 'ours', 'ours', null],
  ['was changed by a person', 'ours', 'theirs', 'new', null],
  ['was changed by a person to what is wanted', 'ours', 'new', 'new', null],
  ['was emptied by a person', 'ours', '', 'new', null],
])('a field that %s: last %j, there %j, wanted %j, to write %j', (_, last, has, wanted, result) => {
  expect(valueToWrite({ last, has, wanted })).toEqual(result)
})

it('what the tracker keeps in another way is no change by a person', () => {
  const isSame = (one: string, other: string) => one.trim() === other.trim()

  expect(valueToWrite({ last: 'a', has: 'a \n', wanted: 'b' }, isSame)).toEqual({ value: 'b' })
  expect(valueToWrite({ last: 'a', has: 'a \n', wanted: 'a' }, isSame)).toBeNull()
})

it('nothing written yet, and nothing there, is ours', () => {
  const field = { last: null, has: null, wanted: 'High' }

  expect(valueToWrite<string | null>(field)).toEqual({ value: 'High' })
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

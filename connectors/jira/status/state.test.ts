import { describe, expect, it } from 'vitest'
import { dueDateOf } from '../../../src/domain/due-date.ts'
import { optionsOf } from '../fields/options.ts'
import { resolutionFor } from './resolution.ts'
import { stateOf } from './state.ts'

const status = (name: string, key: string) => ({ name, statusCategory: { key } })

describe('a status of Jira', () => {
  it.each([
    ['To Do', 'new', null, { status: 'open', reason: null }],
    ['Closed', 'indeterminate', 'Done', { status: 'open', reason: null }],
    ['Done', 'done', 'Done', { status: 'closed', reason: 'completed' }],
    ['Done', 'done', 'Fixed', { status: 'closed', reason: 'completed' }],
    ['Done', 'done', "Won't Do", { status: 'closed', reason: 'not_planned' }],
    ['Done', 'done', 'Won’t Fix', { status: 'closed', reason: 'not_planned' }],
    ['Done', 'done', 'Cannot Reproduce', { status: 'closed', reason: 'not_planned' }],
    ['Done', 'done', 'Duplicate', { status: 'closed', reason: 'duplicate' }],
    ['Rejected', 'done', null, { status: 'closed', reason: 'not_planned' }],
    ['Risk accepted', 'done', null, { status: 'closed', reason: 'not_planned' }],
    ['Rejected', 'done', 'Done', { status: 'closed', reason: 'completed' }],
  ])('%s (%s) with resolution %s', (name, category, resolution, state) => {
    expect(
      stateOf(status(name, category), resolution === null ? null : { name: resolution }),
    ).toEqual(state)
  })
})

describe('a resolution of Jira', () => {
  it.each([
    ['by its name', { name: 'Fixed' }, {}, 'completed'],
    ['by its name rather than its id', { id: '10000', name: 'Duplicate' }, {}, 'duplicate'],
    ["by Jira's own id, whatever it is called", { id: '10000', name: 'Erledigt' }, {}, 'completed'],
    ['by the id that older sites have', { id: '2', name: 'Wird nicht behoben' }, {}, 'not_planned'],
    ['by the routes file', { name: 'In Prod' }, { 'in prod': 'completed' }, 'completed'],
    [
      'by the routes file before all else',
      { id: '10000', name: 'Done' },
      { Done: 'duplicate' },
      'duplicate',
    ],
    [
      "as a person's decision that stands, if it is not known",
      { id: '7', name: 'Parked' },
      {},
      'not_planned',
    ],
  ] as const)('is understood %s', (_, resolution, resolutions, reason) => {
    const closed = { status: 'closed', reason }

    expect(stateOf(status('Done', 'done'), resolution, resolutions)).toEqual(closed)
  })
})

describe('the resolution to close with', () => {
  const choices = ['Done', "Won't Do", 'Duplicate']
  const field = {
    id: 'resolution',
    name: 'Resolution',
    choices,
    sample: '',
    isRich: false,
    usual: null,
  }
  const named = optionsOf({ fields: { resolution: { name: 'Shipped' } } })
  const silent = optionsOf({})

  it.each([
    ['completed', named, true, { name: 'Shipped' }],
    ['not_planned', named, true, { name: "Won't Do" }],
    ['duplicate', named, true, { name: 'Duplicate' }],
    ['completed', silent, true, undefined],
    ['not_planned', silent, true, undefined],
    ['completed', silent, false, { name: 'Done' }],
    ['not_planned', silent, false, { name: "Won't Do" }],
  ] as const)('as %s by %o, needed: %s', (reason, options, needed, resolution) => {
    expect(resolutionFor(reason, { ...field, needed }, options)).toEqual(resolution)
  })

  it('is the route’s where none of Jira’s says the reason', () => {
    const few = { ...field, needed: true, choices: ['Shipped'] }

    expect(resolutionFor('not_planned', few, named)).toEqual({ name: 'Shipped' })
  })
})

describe('a due date', () => {
  it.each([
    ['2026-12-24', '2026-12-24'],
    ['2026-12-24T15:04:05Z', '2026-12-24'],
    ['2026-12-24T15:04:05.123+03:00', '2026-12-24'],
    ['2026-12-24 15:04:05', '2026-12-24'],
    ['2006-01-02T15:04:05Z07:00', null],
    ['2026-02-30', null],
    ['24.12.2026', null],
    ['soon', null],
    ['', null],
  ])('%s is %s', (text, day) => {
    expect(dueDateOf(text)).toBe(day)
  })
})

import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../src/domain/finding.ts'
import {
  type Known,
  onPerson,
  onVerdict,
  type ScannerReport,
  type SeenAgain,
} from '../../src/domain/lifecycle.ts'

const open: Known = {
  status: 'open',
  reason: null,
  decidedBy: 'scanner',
  gone: false,
  isExplained: false,
}
const done: Known = { ...open, status: 'closed', reason: 'completed' }
const byPerson: Known = { ...done, decidedBy: 'person' }
const notPlanned: Known = { ...byPerson, reason: 'not_planned' }
const duplicate: Known = { ...byPerson, reason: 'duplicate' }
const dismissed: Known = { ...done, reason: 'not_planned' }
const gone: Known = { ...open, gone: true }

function decide(
  verdict: Verdict,
  known: Known | null,
  seenAgain: SeenAgain = 'reopen',
  asked = false,
) {
  return onVerdict({ verdict, reason: 'its words', by: 'Scanner', asked }, known, seenAgain)
}

describe('a finding that is open', () => {
  it('and unknown is filed', () => {
    expect(decide('open', null)).toEqual({ create: true, why: expect.any(String) })
  })

  it('and whose issue is open changes nothing but text', () => {
    expect(decide('open', open)).toEqual({ update: true, why: expect.any(String) })
  })

  it.each([
    ['by the scanner as done', done],
    ['by the scanner as not to be fixed', dismissed],
    ['by a person as done', byPerson],
  ])('and whose issue was closed %s is reopened with a comment', (_, known) => {
    expect(decide('open', known)).toMatchObject({
      state: { status: 'open', reason: null },
      comment: expect.stringMatching(/^Seen again/),
    })
  })

  it.each([
    ['not planned', notPlanned],
    ['a duplicate', duplicate],
  ])('and whose issue a person closed as %s is left closed, with one comment', (_, known) => {
    const first = decide('open', known)
    const second = decide('open', { ...known, isExplained: true })

    expect(first).toEqual({ comment: expect.any(String), why: expect.any(String) })
    expect(second).toEqual({ why: expect.any(String) })
  })

  it('and was closed is filed anew where that is configured', () => {
    expect(decide('open', done, 'new')).toEqual({ renew: true, why: expect.any(String) })
  })

  it('and was closed gets one comment where that is configured', () => {
    expect(decide('open', done, 'comment')).toEqual({
      comment: expect.any(String),
      why: expect.any(String),
    })
    expect(decide('open', { ...done, isExplained: true }, 'comment')).toEqual({
      why: expect.any(String),
    })
  })
})

describe('a finding that is fixed', () => {
  it('closes its issue as completed and says who reported it', () => {
    expect(decide('fixed', open)).toEqual({
      state: { status: 'closed', reason: 'completed' },
      comment: 'Scanner reports this as fixed: its words.',
      why: expect.any(String),
    })
  })

  it.each([done, notPlanned])('leaves a closed issue alone', (known) => {
    expect(decide('fixed', known)).toEqual({ why: expect.any(String) })
  })

  it('and was never filed stays unfiled', () => {
    expect(decide('fixed', null)).toEqual({ why: expect.any(String) })
  })
})

describe('a finding that is not to be fixed', () => {
  it('closes its issue as not planned with the reason', () => {
    expect(decide('dismissed', open)).toMatchObject({
      state: { status: 'closed', reason: 'not_planned' },
      comment: expect.stringContaining('its words'),
    })
  })

  it('is filed and closed when an issue was asked for', () => {
    expect(decide('dismissed', null, 'reopen', true)).toMatchObject({
      create: true,
      state: { status: 'closed', reason: 'not_planned' },
    })
  })
})

it.each<Verdict>(['open', 'fixed', 'dismissed'])(
  '%s: an issue that is gone is never filed again',
  (verdict) => {
    expect(decide(verdict, gone)).toEqual({ why: expect.any(String) })
  },
)

describe('a person', () => {
  const closed = { status: 'closed', reason: 'completed' } as const
  const notToBeFixed = { status: 'closed', reason: 'not_planned' } as const
  const said: ScannerReport = { verdict: 'open', reason: '', by: 'Scanner', asked: false }

  it.each([
    ['closes an issue as completed', closed, 'closed by a person as completed'],
    ['closes an issue as not planned', notToBeFixed, 'closed by a person as not planned'],
    ['reopens an issue', { status: 'open', reason: null } as const, 'reopened by a person'],
  ])('%s: theirs to decide', (_, state, why) => {
    expect(onPerson(state, null, 'reopen')).toEqual({ why })
  })

  it('closed an issue as completed before the scanner saw the finding again: it is reopened', () => {
    expect(onPerson(closed, said, 'reopen')).toMatchObject({
      state: { status: 'open' },
      why: expect.stringContaining('closed by a person as completed; since then: seen again'),
    })
  })

  it('closed an issue as not planned before the scanner saw the finding again: it stays closed', () => {
    const decision = onPerson(notToBeFixed, said, 'reopen')

    expect(decision.state).toBeUndefined()
    expect(decision.comment).toMatch(/stays closed/)
  })

  it('reopened an issue before the scanner saw that it is fixed: it is closed', () => {
    const fixed: ScannerReport = { ...said, verdict: 'fixed' }

    expect(onPerson({ status: 'open', reason: null }, fixed, 'reopen').state).toEqual(closed)
  })
})

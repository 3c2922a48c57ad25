import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pushRequest } from './push.ts'

const key = 'b9513af1-7fc1-f011-8194-002248e524dc'
const project = '0f0e0d0c-0000-4000-8000-000000000001'

describe('the request that tells AppScan', () => {
  it('changes one issue, by its id', () => {
    const { path } = pushRequest({ key, project }, { comment: 'a' })

    const url = new URL(path, 'https://x')
    expect(url.pathname).toBe(`/api/v4/Issues/Application/${project}`)
    expect(url.searchParams.get('odataFilter')).toBe(`Id eq ${key}`)
  })

  it('is never made of an id that is none: its filter would select others, or all', () => {
    const id = fc.oneof(fc.string(), fc.constantFrom('', `${key} or 1 eq 1`, ` ${key}`, `${key}\n`))
    fc.assert(
      fc.property(id, (wrong) => {
        const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(wrong)
        fc.pre(!isId || wrong.endsWith('\n'))
        expect(() => pushRequest({ key: wrong, project }, {})).toThrow(/not sent/)
        expect(() => pushRequest({ key, project: wrong }, {})).toThrow(/not sent/)
      }),
    )
  })

  it.each([
    [{ status: 'open', reason: null }, 'Reopened'],
    [{ status: 'closed', reason: 'completed' }, 'Fixed'],
    [{ status: 'closed', reason: 'not_planned' }, 'Noise'],
    [{ status: 'closed', reason: 'duplicate' }, 'Noise'],
  ] as const)('says %j as %s', (state, Status) => {
    expect(pushRequest({ key, project }, { state }).body).toEqual({ Status })
  })

  it('keeps to what AppScan takes', () => {
    const { body } = pushRequest(
      { key, project },
      { comment: 'a'.repeat(9999), link: 'b'.repeat(9999) },
    )

    expect(body.Comment).toHaveLength(2048)
    expect(body.ExternalId).toHaveLength(1024)
  })
})

import { expect, it } from 'vitest'
import { readMessage } from './webhook.ts'

it('a message that its source fails to read is kept with the reason, not refused', () => {
  const request = { method: 'POST', path: [], headers: new Headers(), body: new Uint8Array() }
  const parse = () => {
    throw new RangeError('Maximum call stack size exceeded')
  }

  const { findings, note } = readMessage({ parse }, request)

  expect(findings).toEqual([])
  expect(note).toMatch(/could not be read.*call stack/)
})

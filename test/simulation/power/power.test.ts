import { describe, expect, it } from 'vitest'
import { faults } from './faults.ts'
import { losePower } from './losses.ts'
import { canRecord, recordRun } from './recording.ts'

/** Decides when the power fails, and what of the unsynced is lost. */
const seed = Math.floor(Date.now() / 86_400_000)

describe.skipIf(!canRecord())('a store whose power fails', () => {
  it(`has each finding that was answered 201, and each as a whole, whenever that is (seed ${seed})`, () => {
    const { answered, wrong } = losePower(recordRun(120), 20, seed)

    expect(wrong).toEqual([])
    expect(answered).toBeGreaterThan(300)
  }, 60_000)

  it.each(Object.keys(faults).slice(0, 2))(
    'would have lost some if %s',
    (fault) => {
      expect(losePower(recordRun(40, fault), 12, seed).wrong).not.toEqual([])
    },
    60_000,
  )
})

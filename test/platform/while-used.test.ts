import { expect, it } from 'vitest'
import { whileUsed } from '../../src/platform/while-used.ts'

it('what is used by several at a time is opened once, and is opened anew after the last of them, even if one fails', async () => {
  let opened = 0
  const use = whileUsed(() => {
    opened += 1
    return opened
  })
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })

  const slow = use(async (one) => {
    await ended
    return one
  })
  const failed = use(async (one) => {
    throw new Error(`failed with ${one}`)
  })
  await expect(failed).rejects.toThrow('failed with 1')
  const quick = await use(async (one) => one)
  end()

  expect([await slow, quick, await use(async (one) => one)]).toEqual([1, 1, 2])
})

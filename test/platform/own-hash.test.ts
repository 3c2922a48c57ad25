import { expect, it } from 'vitest'
import { bytesOf } from '../../src/platform/bytes.ts'
import { isHmac, signHmac } from '../../src/platform/secrets/hmac.ts'

it('a signature is as right or wrong by the functions of Node as by Web Crypto', async () => {
  const data = bytesOf('{"event":"é"}')
  const right = await signHmac(data, 'the-new-secret')
  const asked = [
    [right, ['the-old-secret', 'the-new-secret']],
    [right.toUpperCase(), ['the-new-secret']],
    [right, ['the-old-secret']],
    [right, []],
    [right.slice(2), ['the-new-secret']],
    [await signHmac(bytesOf('{}'), 'the-new-secret'), ['the-new-secret']],
  ] as const
  const answers = () => Promise.all(asked.map(([given, secrets]) => isHmac(data, given, secrets)))
  const byWebCrypto = await answers()

  await import('../../src/cli/own-hash.ts')

  expect(await answers()).toEqual([true, true, false, false, false, false])
  expect(byWebCrypto).toEqual(await answers())
})

import { expect, it } from 'vitest'
import type { TestBridge } from '../support/bridge.ts'
import { openTime } from '../support/running.ts'
import { signed } from '../support/signed.ts'
import { rowsWith } from './bench.ts'

const secret = 'corgea-secret'
const env = { CORGEA_SECRET: secret }
const send = ({ fetch }: TestBridge, by: string) =>
  fetch(signed('/hooks/corgea', { event_type: 'x' }, by))

it('a stranger with a wrong secret makes no problem of a scanner whose messages are accepted', async () => {
  const clock = openTime()
  const rows = await rowsWith({
    ...{ clock, env },
    async before(bridge) {
      await send(bridge, secret)
      clock.now += 1000
      for (let n = 0; n < 3; n += 1) await send(bridge, 'another-secret')
    },
  })

  expect(rows.filter(({ subject }) => subject === 'Corgea')).toEqual([
    {
      level: 'warning',
      subject: 'Corgea',
      message: expect.stringMatching(
        /^3 messages were refused since then, the last at .+ UTC: .+\.$/,
      ),
      remedy:
        'If Corgea sent that, set the same secret at Corgea and in CORGEA_SECRET. If not, ignore this: it was a stranger.',
    },
    { level: 'ok', subject: 'Corgea', message: expect.stringContaining('ignored'), remedy: '' },
  ])
})

it('nor of one whose messages never came', async () => {
  const rows = await rowsWith({ env, before: (bridge) => send(bridge, 'another-secret') })

  expect(rows.filter(({ level }) => level === 'problem')).toEqual([])
  expect(rows).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      message: expect.stringMatching(/^1 message was refused and none was accepted, the last at/),
    }),
  )
})

it('an accepted message ends what was refused before it', async () => {
  const rows = await rowsWith({
    env,
    async before(bridge) {
      await send(bridge, 'another-secret')
      await send(bridge, secret)
    },
  })

  expect(rows.filter(({ subject }) => subject === 'Corgea')).toMatchObject([{ level: 'ok' }])
})

import { expect, it, vi } from 'vitest'
import { jobKinds } from '../../../src/jobs/index.ts'
import completed from '../../../src/sources/corgea/samples/scan-completed.json' with {
  type: 'json',
}
import { startCorgea } from '../../scanners/corgea.ts'
import { type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { openTime, pass } from '../../support/running.ts'
import { signed } from '../../support/signed.ts'
import { openStore } from '../../support/store.ts'

const minute = 60_000
const token = 'super-secret-in-the-path'

it.each([
  ['Holm', `/hooks/holm/${token}`, { ticket: { number: 1, status: 'Open', asset_name: 'web' } }],
  ['Data Theorem', `/hooks/datatheorem/${token}`, { event: 'check' }],
  ['AppScan', `/hooks/appscan/${token}/application/b9513af1-7fc1-f011-8194-002248e524dc`, null],
])(
  'when the store fails, the secret in the address that %s calls is not in the log',
  async (_, path, body) => {
    const bridge = openBroken()
    const request = body ? { method: 'POST', body: JSON.stringify(body) } : {}

    const answer = await bridge.fetch(new Request(`http://bridge${path}`, request))
    await bridge.stop()

    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(bridge.logged.join('\n')).toContain('disk is full')
    expect(bridge.logged.join('\n')).not.toContain(token)
  },
)

it('a write of fetched findings that fails is in the log, even if the next try succeeds', async () => {
  const clock = openTime()
  const corgea = await startCorgea(completed.data.scan_id, issues(50), [])
  const env = { CORGEA_SECRET: 'corgea-secret', CORGEA_TOKEN: 'token', CORGEA_URL: corgea.url }
  const disk = { isFull: false }
  const bridge = openBroken({ clock, env }, disk)
  await bridge.fetch(signed('/hooks/corgea', completed, 'corgea-secret'))
  disk.isFull = true
  await pass(bridge, clock, minute)
  await bridge.stop()
  await corgea.stop()

  expect(disk.isFull).toBe(false)
  expect(bridge.logged.join('\n')).toContain('disk is full')
})

it('a bug while findings are fetched is logged with where it is', async () => {
  const clock = openTime()
  const corgea = await startCorgea(completed.data.scan_id, issues(1), [])
  const env = { CORGEA_SECRET: 'corgea-secret', CORGEA_TOKEN: 'token', CORGEA_URL: corgea.url }
  const bridge = startBridge({ clock, live: false, env })
  const kind = jobKinds.get('fetch')
  if (!kind) throw new Error('there is no such kind of job')
  const run = vi.spyOn(kind, 'run').mockRejectedValue(new TypeError('null has no name'))
  await bridge.fetch(signed('/hooks/corgea', completed, 'corgea-secret'))

  await pass(bridge, clock, minute)
  await bridge.stop()
  run.mockRestore()
  await corgea.stop()

  expect(bridge.logged.join('\n')).toMatch(/TypeError: null has no name.*\bat .*\.ts:/)
})

/** A bridge whose disk is full: for the next write of much, or for ever if nobody is given `disk`. */
function openBroken(options: Options = {}, disk?: { isFull: boolean }): TestBridge {
  const real = openStore()
  const db = {
    ...real,
    async atomic(statements: Parameters<typeof real.atomic>[0]) {
      const isFull = disk ? disk.isFull && statements.length > 20 : true
      if (disk && isFull) disk.isFull = false
      if (isFull) throw new Error('disk is full')
      await real.atomic(statements)
    },
  }
  const tokens = { HOLM_TOKEN: token, DATATHEOREM_TOKEN: token, APPSCAN_TOKEN: token }
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 's', APPSCAN_URL: 'http://appscan.test' }
  const env = { ...tokens, ...key, ...options.env }
  return startBridge({ live: false, ...options, env, db })
}

function issues(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ id: `issue-${n}`, status: 'open', urgency: 'HI', details: null },
    classification: { id: 'CWE-89', name: 'SQL Injection', description: 'what it is' },
    location: { file: { path: 'src/a.py' }, project: { name: 'shop' }, line_number: n },
  }))
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import changed from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import completed from '../../../src/sources/corgea/samples/scan-completed.json' with {
  type: 'json',
}
import { startCorgea } from '../../scanners/corgea.ts'
import { type Scanners, startScanners } from './bench.ts'

const found = { id: changed.data.issue_id, status: 'open', classification: { name: 'Injection' } }

let corgea: Awaited<ReturnType<typeof startCorgea>>
let scanners: Scanners
beforeEach(async () => {
  corgea = await startCorgea(completed.data.scan_id, [found], [])
  scanners = startScanners({ env: { CORGEA_TOKEN: 'token', CORGEA_URL: corgea.url } })
})
afterEach(async () => {
  await scanners.stop()
  await corgea.stop()
})

describe('Corgea: of what is fetched and what is sent the newest counts', () => {
  it('a late "open" of before the fetch does not reopen what was fetched as fixed', async () => {
    await send('open', '14:00')
    await fetchAs('fixed', '14:30')
    await send('open', '14:10')

    expect(await states()).toEqual(['closed completed'])
  })

  it('a late "fixed" of before the fetch does not close what was fetched as open', async () => {
    await send('open', '14:00')
    await fetchAs('open', '14:30')
    await send('fixed', '14:10')

    expect(await states()).toEqual(['open'])
  })

  it('an "open" of after the fetch reopens what was fetched as fixed', async () => {
    await send('open', '14:00')
    await fetchAs('fixed', '14:30')
    await send('open', '14:31')

    expect(await states()).toEqual(['open'])
  })

  it('a fetch of after a "fixed" reopens what it finds open', async () => {
    await send('open', '14:00')
    await send('fixed', '14:10')
    await fetchAs('open', '14:30')

    expect(await states()).toEqual(['open'])
  })

  it('what was fetched as fixed and never filed is not filed by a late "open"', async () => {
    await fetchAs('fixed', '14:30')
    await send('open', '14:10')

    expect(await states()).toEqual([])
  })

  it('a fetch that says no time counts when it comes', async () => {
    await send('open', '14:00')
    await fetchAs('fixed', 'never')
    await send('open', '14:10')

    expect(await states()).toEqual(['open'])
  })
})

let count = 0
async function send(status: string, time: string): Promise<void> {
  count += 1
  const timestamp = `2025-01-15T${time}:00.000Z`
  const body = { ...changed, timestamp, event_id: `e-${count}`, data: { ...changed.data, status } }
  expect((await scanners.corgea(body)).status).toBe(202)
  await scanners.settle()
}

async function fetchAs(status: string, time: string): Promise<void> {
  count += 1
  found.status = status
  corgea.setDate(time === 'never' ? time : `Wed, 15 Jan 2025 ${time}:00 GMT`)
  await scanners.corgea({ ...completed, event_id: `e-${count}` })
  await scanners.settle()
}

async function states(): Promise<string[]> {
  const rows = await scanners.issues()
  return rows.map(({ status, reason }) => [status, reason].filter(Boolean).join(' '))
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import changed from '../../../src/sources/corgea/samples/issue-status-changed.json' with {
  type: 'json',
}
import completed from '../../../src/sources/corgea/samples/scan-completed.json' with {
  type: 'json',
}
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import { scan, startAppscan } from '../../scanners/appscan.ts'
import { startCorgea } from '../../scanners/corgea.ts'
import { type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
const stops: (() => Promise<void>)[] = []
beforeEach(() => {
  scanners = startScanners()
})
afterEach(async () => {
  await scanners.stop()
  for (const stop of stops.splice(0)) await stop()
})

const ticket = { number: 7, vulnerability_name: 'Old SSH' }
const hold = 'routes: [{ when: { source: kondukto }, to: { tracker: local, target: shop } }]'

describe('a state that comes back counts', () => {
  it('Holm: open, closed and open again on one day', async () => {
    for (const status of ['Open', 'Closed (Fixed)', 'Open']) await holm(status)

    expect(await states()).toEqual(['open'])
  })

  it('Holm: open and closed, twice', async () => {
    for (const status of ['Open', 'Closed (Fixed)', 'Open', 'Closed (Fixed)']) await holm(status)

    expect(await states()).toEqual(['closed completed'])
  })

  it.each([null, 'no time'])(
    'Data Theorem: open, resolved and open again, of the time %s',
    async (time) => {
      for (const status of ['OPEN', 'RESOLVED', 'OPEN']) await violation(status, time)

      expect(await states()).toEqual(['open'])
    },
  )

  it('the same message again at once is a repetition: what a person decided meanwhile stays', async () => {
    await holm('Open')
    await holm('Closed (Fixed)')
    const form = { method: 'POST', body: new URLSearchParams() }
    const reopened = await scanners.bridge.admin('/admin/projects/holm/issues/1/reopen', form)
    await scanners.settle()
    const before = await states()

    await holm('Closed (Fixed)')

    expect([reopened.status < 400, before]).toEqual([true, ['open']])
    expect(await states()).toEqual(['open'])
  })

  it('a note that comes twice is one comment, whatever came between', async () => {
    await violation('OPEN', 1)
    const data = { uuid: 'n-1', about: resolved.event.data.uuid, text: 'We look into it.' }
    const note = { event: { type: 'API_SECURE__NOTE_CREATED', data } }
    await scanners.theorem(note)
    await violation('RESOLVED', 2)
    await scanners.theorem(note)

    const said = await scanners.comments()
    expect(said.filter((body) => body.includes('We look into it.'))).toHaveLength(1)
  })
})

describe('what led to nothing is processed when it comes again', () => {
  it('Corgea: a finished scan, once the token to fetch it with is set', async () => {
    const first = await scanners.corgea(completed)
    const second = await scanners.corgea(completed)
    await repair({ CORGEA_TOKEN: 'token', CORGEA_URL: await corgeaUrl() })

    const third = await scanners.corgea(completed)

    const silent = { status: 202, message: 'not fetched: CORGEA_TOKEN is not set' }
    expect([first, second]).toEqual([silent, silent])
    expect(third).toEqual({ status: 202, message: 'its issues are fetched' })
    expect((await scanners.issues()).map(({ title }) => title)).toEqual(['Issue 1'])
  })

  it('AppScan: a finished scan, once the key to fetch it with is set', async () => {
    const path = `/hooks/appscan/appscan-token/scan-execution/${scan}`
    const first = await scanners.request('GET', path)
    const second = await scanners.request('GET', path)

    expect(first.message).toContain('APPSCAN_KEY_ID')
    expect(second).toEqual(first)
  })

  it('Data Theorem: a note, once the finding that it is about is filed', async () => {
    const data = { uuid: 'n-1', about: resolved.event.data.uuid, text: 'We look into it.' }
    const note = { event: { type: 'API_SECURE__NOTE_CREATED', data } }
    await scanners.theorem(note)
    await violation('OPEN', 1)

    await scanners.theorem(note)

    expect(await scanners.comments()).toEqual([expect.stringContaining('We look into it.')])
  })

  it('Corgea: an issue that is sent again after it was processed changes nothing', async () => {
    const opened = { ...changed, data: { ...changed.data, status: 'open' } }
    await scanners.corgea(opened)
    await scanners.settle()

    const again = await scanners.corgea({ ...opened, data: changed.data })

    expect(again.message).toBe('received before')
    expect(await states()).toEqual(['open'])
  })
})

describe('a finding that no route takes is kept, and filed when the routes allow it', () => {
  it('without the scanner sending it again', async () => {
    await repair({}, hold)
    const sent = [await holm('Open'), await holm('Open')]
    const before = await scanners.issues()
    const page = await (await scanners.bridge.admin('/admin/waiting')).text()

    await repair({}, '')

    expect(sent.map(({ status }) => status)).toEqual([202, 202])
    expect(before).toEqual([])
    expect(page).toContain('Old SSH')
    expect((await scanners.issues()).map(({ title }) => title)).toEqual(['Old SSH'])
    expect(await (await scanners.bridge.admin('/admin/waiting')).text()).not.toContain('Old SSH')
  })

  it('as it was reported last', async () => {
    await repair({}, hold)
    await holm('Open')
    await scanners.holm({ ticket: { ...ticket, status: 'Open', severity: 'High' } })

    await repair({}, '')

    const [issue] = await scanners.issues()
    expect(issue?.labels).toContain('severity:high')
  })

  it('but not if it was fixed meanwhile', async () => {
    await repair({}, hold)
    await holm('Open')
    await holm('Closed (Fixed)')

    await repair({}, '')

    expect(await scanners.issues()).toEqual([])
  })

  it('and not at all while other routes do not take it either', async () => {
    await repair({}, hold)
    await holm('Open')
    await repair({}, hold.replace('shop', 'store'))
    const between = await scanners.issues()
    await repair({}, '')

    expect(between).toEqual([])
    expect(await scanners.issues()).toHaveLength(1)
  })

  it('with 119 others', async () => {
    await repair({}, hold)
    for (let number = 1; number <= 120; number += 1)
      await scanners.holm({ ticket: { ...ticket, number, status: 'Open' } })
    const before = await scanners.issues()

    await repair({}, '')

    expect(before).toEqual([])
    expect(await scanners.issues()).toHaveLength(120)
  })

  it('with what a scan found', async () => {
    const settings = { CORGEA_TOKEN: 'token', CORGEA_URL: await corgeaUrl() }
    await repair(settings, hold)
    await scanners.corgea(completed)
    const before = await scanners.issues()

    await repair(settings, '')

    expect(before).toEqual([])
    expect((await scanners.issues()).map(({ title }) => title)).toEqual(['Issue 1'])
  })
})

describe('a finding that was done before it was filed', () => {
  it.each(['fixed', 'false_positive'])(
    'Corgea: a late "open" of before %s files nothing',
    async (status) => {
      await corgea(status, '14:10')
      await corgea('open', '14:05')
      const before = await scanners.issues()
      await corgea('open', '14:20')

      expect(before).toEqual([])
      expect(await states()).toEqual(['open'])
    },
  )
})

describe("the vendors' own samples name scans that do not exist", () => {
  it('Corgea: nothing is fetched, it says why, and Lockstep is ready', async () => {
    await repair({ CORGEA_TOKEN: 'token', CORGEA_URL: await corgeaUrl() })
    const data = { ...completed.data, scan_id: 'scan-uuid-of-the-docs' }

    await scanners.corgea({ ...completed, data })
    await scanners.settle()

    expect(await ready()).toBe(200)
    expect(await inbox()).toContain('scan-uuid-of-the-docs')
  })

  it('AppScan: nothing is fetched, it says why, and Lockstep is ready', async () => {
    const appscan = await startAppscan([])
    stops.push(appscan.stop)
    appscan.trouble.push({ status: 404 })
    const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
    await repair(key)

    await scanners.request('GET', `/hooks/appscan/appscan-token/scan-execution/${scan}`)
    await scanners.settle()

    expect(await ready()).toBe(200)
    expect(await inbox()).toContain('knows no such scan')
  })
})

/** The operator changes settings or routes, and starts Lockstep again. */
async function repair(env: Record<string, string>, routes?: string): Promise<void> {
  const { db } = scanners.bridge
  await scanners.settle()
  scanners = startScanners({ db, env, ...(routes && { routes }) })
  await scanners.settle()
}

function issue(id: string) {
  return { id, status: 'open', classification: { name: `Issue ${id}` } }
}

async function corgeaUrl(found: readonly unknown[] = [issue('1')]): Promise<string> {
  const corgea = await startCorgea(completed.data.scan_id, found, [])
  stops.push(corgea.stop)
  return corgea.url
}

async function holm(status: string) {
  const answer = await scanners.holm({ ticket: { ...ticket, status } })
  await scanners.settle()
  return answer
}

async function violation(policy_violation_status: string, time: unknown) {
  const type = 'API_SECURE__POLICY_VIOLATION_CHANGED'
  const data = { ...resolved.event.data, policy_violation_status }
  await scanners.theorem({ ...resolved, time, event: { ...resolved.event, type, data } })
  await scanners.settle()
}

let count = 0
async function corgea(status: string, time: string) {
  count += 1
  const timestamp = `2025-01-15T${time}:00.000Z`
  const data = { ...changed.data, status }
  await scanners.corgea({ ...changed, event_id: `r-${count}`, timestamp, data })
  await scanners.settle()
}

async function states(): Promise<string[]> {
  const rows = await scanners.issues()
  return rows.map(({ status: now, reason }) => [now, reason].filter(Boolean).join(' '))
}

async function ready(): Promise<number> {
  return (await scanners.bridge.fetch(new Request('http://bridge/readyz'))).status
}

async function inbox(): Promise<string> {
  return (await scanners.bridge.admin('/admin/inbox?outcome=ignored')).text()
}

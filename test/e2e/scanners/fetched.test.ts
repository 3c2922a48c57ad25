import { afterEach, describe, expect, it } from 'vitest'
import completed from '../../../src/sources/corgea/samples/scan-completed.json' with {
  type: 'json',
}
import { type AppscanIssue, makeAppscanIssues, scan, startAppscan } from '../../scanners/appscan.ts'
import { startCorgea } from '../../scanners/corgea.ts'
import { type Scanners, startScanners } from './bench.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const manyFences = Array.from({ length: 130_000 }, () => '`').join('x')

describe('one odd item in a page of findings is named, and the others are filed', () => {
  it.each([
    ['has a number for an id', { id: 17, status: 'open' }, '17: id:'],
    ['is null', null, 'item 2:'],
    ['has no id', { status: 'open' }, 'item 2: id:'],
    ['is a text', 'hello', 'item 2:'],
  ])('Corgea: an item %s', async (_, odd, name) => {
    const scanners = await corgeaWith([issue('1'), odd, issue('3')])

    expect(await titles(scanners)).toEqual(['Issue 1', 'Issue 3'])
    expect(await ignored(scanners)).toContain(name)
  })

  it('Corgea: a fix with 130,000 runs of backticks is filed as well', async () => {
    const patch = { diff: manyFences, explanation: manyFences }
    const long = { ...issue('2'), auto_fix_suggestion: { patch } }
    const scanners = await corgeaWith([issue('1'), long, issue('3')])

    expect(await titles(scanners)).toEqual(['Issue 1', 'Issue 2', 'Issue 3'])
  })

  it.each([
    ['has a number for an id', { Id: 17, Status: 'Open' }, '17: Id:'],
    ['is null', null, 'item 2:'],
    ['has an id that is none', { Id: 'x', Status: 'Open' }, 'x: Id:'],
  ])('AppScan: an item %s', async (_, odd, name) => {
    const [one, , three] = makeAppscanIssues(3)
    const scanners = await appscanWith([one, odd, three] as AppscanIssue[])

    expect(await titles(scanners)).toEqual(['Issue 0', 'Issue 2'])
    expect(await ignored(scanners)).toContain(name)
  })
})

function issue(id: string) {
  return { id, status: 'open', classification: { name: `Issue ${id}` } }
}

async function corgeaWith(found: readonly unknown[]): Promise<Scanners> {
  const corgea = await startCorgea(completed.data.scan_id, found, [])
  const scanners = startScanners({ env: { CORGEA_TOKEN: 'token', CORGEA_URL: corgea.url } })
  stops.push(corgea.stop, scanners.stop)
  await scanners.corgea(completed)
  return scanners
}

async function appscanWith(found: readonly AppscanIssue[]): Promise<Scanners> {
  const appscan = await startAppscan(found)
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
  const scanners = startScanners({ env: key })
  stops.push(appscan.stop, scanners.stop)
  await scanners.request('GET', `/hooks/appscan/appscan-token/scan-execution/${scan}`)
  return scanners
}

async function titles(scanners: Scanners): Promise<string[]> {
  const filed = await scanners.issues()
  return filed.map(({ title }) => title).toSorted()
}

/** What the operators see of messages that led to nothing. */
async function ignored({ bridge }: Scanners): Promise<string> {
  return (await bridge.admin('/admin/inbox?outcome=ignored')).text()
}

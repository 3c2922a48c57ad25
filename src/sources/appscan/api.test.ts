import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AppscanIssue, startAppscan } from '../../../test/scanners/appscan.ts'
import { contextOf } from '../../../test/trackers/kit/context.ts'
import { openAppscanApi } from './api.ts'
import sast from './samples/sast.json' with { type: 'json' }

const what = `Application/${sast.ApplicationId}`
const hour = 3_600_000

let appscan: Awaited<ReturnType<typeof startAppscan>>
let now: number
let asked: string[]
beforeEach(async () => {
  appscan = await startAppscan([{ ...sast } as AppscanIssue])
  now = Date.UTC(2026, 0, 1)
  asked = []
})
afterEach(() => appscan.stop())

describe("AppScan's token", () => {
  it('is used until a minute before it ends, and then bought anew before it is refused', async () => {
    appscan.endAt(now + hour)
    const api = open()

    await collect(api)
    now += hour - 61_000
    await collect(api)
    const during = logIns()
    now += 2000
    await collect(api)

    expect([during, logIns()]).toEqual([1, 2])
    expect(appscan.log.filter((line) => line.endsWith(' 401'))).toEqual([])
  })

  it('that is refused before its time is bought anew once, and what was asked is asked again', async () => {
    const api = open()
    await collect(api)
    appscan.expire()

    const { findings } = await collect(api)

    expect(findings).toHaveLength(1)
    expect(logIns()).toBe(2)
  })

  it('is not bought again and again where a new one is refused as well', async () => {
    const api = open()
    await collect(api)
    appscan.trouble.push({ status: 401 }, { status: 401 })

    await expect(collect(api)).rejects.toMatchObject({ kind: 'unauthorized' })

    expect(logIns()).toBe(2)
  })
})

it('a page has 200 issues, in the order of their ids, and only those that changed since they were last seen', async () => {
  await collect(open(), '2026-01-01T00:00:00+01:00')

  const { pathname, searchParams } = new URL(asked.at(-1) ?? '')
  expect(pathname).toBe(`/api/v4/Issues/${what}`)
  expect(Object.fromEntries(searchParams)).toEqual({
    applyPolicies: 'None',
    $top: '200',
    $skip: '0',
    $orderby: 'Id',
    $filter: 'LastUpdated ge 2026-01-01T00:00:00+01:00',
  })
})

function open() {
  const counting: typeof fetch = (input, init) => {
    asked.push(String(input))
    return fetch(input, init)
  }
  const tools = contextOf({ fetch: counting, now: () => now })
  return openAppscanApi(appscan.url, { id: 'id', secret: 'secret' }, tools)
}

function collect(api: ReturnType<typeof open>, since: string | null = null) {
  return api.fetch(what, { page: null, since }, AbortSignal.timeout(10_000))
}

function logIns(): number {
  return appscan.log.filter((line) => line.includes('ApiKeyLogin')).length
}

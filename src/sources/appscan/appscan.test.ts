import { afterAll, describe, expect, it } from 'vitest'
import { describeCollecting } from '../../../test/contract/collecting.ts'
import { describeProof, openSource, openWebhook } from '../../../test/contract/source.ts'
import { type AppscanIssue, startAppscan } from '../../../test/scanners/appscan.ts'
import { bytesOf } from '../../platform/bytes.ts'
import type { WebhookRequest } from '../webhook.ts'
import { findingOf, Issue } from './finding.ts'
import { appscan } from './index.ts'
import dast from './samples/dast.json' with { type: 'json' }
import sast from './samples/sast.json' with { type: 'json' }
import sca from './samples/sca.json' with { type: 'json' }

const id = 'b9513af1-7fc1-f011-8194-002248e524dc'
const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret' }
const webhook = openWebhook(appscan, { APPSCAN_TOKEN: 'token', ...key })

function call(path: string, { authorization = '', method = 'GET' } = {}): WebhookRequest {
  const headers = new Headers(authorization ? { authorization } : {})
  return { method, path: path.split('/'), headers, body: bytesOf('') }
}

describeProof('appscan', () => ({
  webhook,
  call: async () => call(`scan-execution/${id}`, { authorization: 'Bearer token' }),
  forge: (request) => [
    ['none', { ...request, headers: new Headers() }],
    ['another in its address', call(`other/scan-execution/${id}`)],
    [
      'another in its address, beside the right one',
      { ...request, path: ['other', ...request.path] },
    ],
    ['another as a bearer', call(`scan-execution/${id}`, { authorization: 'Bearer other' })],
    ['what is no Base64', call(`scan-execution/${id}`, { authorization: 'Basic !' })],
  ],
}))

const issues: AppscanIssue[] = []
const api = await startAppscan(issues)
afterAll(api.stop)

describeCollecting("AppScan's issues", 'appscan', {
  source: openSource(appscan, { APPSCAN_TOKEN: 'token', ...key, APPSCAN_URL: api.url }),
  what: `ScanExecution/${id}`,
  answer: (items) => issues.splice(0, issues.length, ...(items as AppscanIssue[])),
  one: sast,
  many: [sast, dast, sca],
  optional: Object.keys(sast)
    .slice(1)
    .map((field) => [field]),
})

describe('a call of the Presence', () => {
  it.each([
    ['in its address', call(`token/scan-execution/${id}`)],
    ['as a bearer', call(`scan-execution/${id}`, { authorization: 'Bearer token' })],
    [
      'as a password',
      call(`scan-execution/${id}`, { authorization: `Basic ${btoa('any:token')}` }),
    ],
    ['as a user name', call(`scan-execution/${id}`, { authorization: `Basic ${btoa('token:')}` })],
  ])('passes with the token %s', async (_, request) => {
    await expect(webhook.verify(request)).resolves.toBeUndefined()
  })

  it.each(['GET', 'POST', 'PUT'])('by %s says what to fetch', (method) => {
    const { resource } = webhook.parse(call(`token/application/${id.toUpperCase()}`, { method }))

    expect(resource).toBe(`Application/${id}`)
  })

  it.each([
    [`token/scan-execution/1' or 1 eq 1`, 'UUID'],
    ['token/scan-execution/', 'UUID'],
  ])('to %s fetches nothing, and says what the address lacks', (path, word) => {
    const { resource, note } = webhook.parse(call(path))

    expect(resource).toBeNull()
    expect(note).toContain(word)
  })

  it.each([`token/unheard-of/${id}`, `token/more/scan-execution/${id}`])(
    'to %s is refused, and says how the address must end',
    async (path) => {
      const refused = { status: 404, message: expect.stringContaining('scan-execution/ID') }

      await expect(webhook.verify(call(path))).rejects.toMatchObject(refused)
    },
  )

  it('is kept where no key is set to fetch anything with', () => {
    const without = openWebhook(appscan, { APPSCAN_TOKEN: 'token' })

    const { resource, note } = without.parse(call(`token/application/${id}`))

    expect(resource).toBeNull()
    expect(note).toContain('APPSCAN_KEY_ID')
  })
})

it.each([
  [{ APPSCAN_TOKEN: '', ...key }, 'APPSCAN_TOKEN'],
  [{ APPSCAN_KEY_ID: 'id' }, 'APPSCAN_KEY_SECRET'],
  [{ APPSCAN_KEY_SECRET: 'secret' }, 'APPSCAN_KEY_ID'],
])('a setting that lacks another, %j, is a problem that names it', (half, missing) => {
  const { error } = appscan.env.safeParse({ APPSCAN_TOKEN: 'token', ...half })

  expect(error?.issues.map(({ path }) => path[0])).toEqual([missing])
})

describe('an issue', () => {
  const read = (fields: Record<string, unknown> = {}) =>
    findingOf(Issue.parse({ Id: id, ...fields }))

  it('needs nothing but its id', () => {
    expect(read()).toMatchObject({ key: id, verdict: null, severity: null, title: 'Issue' })
  })

  it.each([
    ['Open', 'open'],
    ['New', 'open'],
    ['InProgress', 'open'],
    ['Reopened', 'open'],
    ['Fixed', 'fixed'],
    ['Noise', 'dismissed'],
    ['Passed', 'dismissed'],
    ['UnheardOf', null],
  ])('%s means %s', (Status, verdict) => {
    expect(read({ Status }).verdict).toBe(verdict)
  })

  it.each([
    ['Informational', 'info'],
    ['Critical', 'critical'],
    ['Undetermined', null],
  ])('of severity %s is %s', (Severity, severity) => {
    expect(read({ Severity }).severity).toBe(severity)
  })

  it('that was found in source code says where, and shows the code', () => {
    const { title, body } = read(sast)

    expect(title).toBe('Insertion of Sensitive Information into Log File in Program.cs')
    for (const part of [
      '`src/Shop/Program.cs:29`',
      sast.SourceFileUri,
      '`Shop.Program.Main(String[])`',
      '```csharp\nConsole.WriteLine(apiResult);\n```',
      '[CWE-532](https://cwe.mitre.org/data/definitions/532.html)',
    ])
      expect(body).toContain(part)
  })

  it('that was found on a running site says where, and in which element', () => {
    const { title, body } = read(dast)

    expect(title).toBe('Cross-Site Scripting in /search')
    for (const part of ['`https://shop.acme.example/search`', '`q`', 'high', '7.4', '[CWE-79]'])
      expect(body).toContain(part)
  })

  it('of a library says which, and which version', () => {
    const { title, body } = read(sca)

    expect(title).toBe('Open Source Component in log4j-core 2.14.0')
    for (const part of ['`log4j-core 2.14.0`', '10.0', 'nvd.nist.gov/vuln/detail/CVE-2021-44228'])
      expect(body).toContain(part)
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issues } from '../../../db/schema/index.ts'
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners()
})
afterEach(() => scanners.stop())

type Fields = Record<string, unknown>
const { detail } = vendorPayload.vulnerability

/** The vendor's sample, as if `block` had found it. */
function foundBy(block: string, fields: Fields, more: Fields = {}) {
  const off = Object.fromEntries(
    ['sast', 'dast', 'sca', 'cs', 'iac', 'infra'].map((name) => [name, { ok: false }]),
  )
  const vulnerability = {
    ...vendorPayload.vulnerability,
    detail: { ...detail, ...off, [block]: { ok: true, ...fields }, ...more },
  }
  return { ...vendorPayload, vulnerability }
}

const host = { fqdn: 'web-1', ip: '10.0.0.1', port: '443', plugin: { id: '7', name: 'TLS' } }

describe('two findings of equal name, path and link are two issues', () => {
  it.each([
    ['on another host', foundBy('infra', host), foundBy('infra', { ...host, ip: '10.0.0.2' })],
    ['at another name', foundBy('infra', host), foundBy('infra', { ...host, fqdn: 'web-2' })],
    ['on another port', foundBy('infra', host), foundBy('infra', { ...host, port: 8443 })],
    [
      'by another plug-in',
      foundBy('infra', host),
      foundBy('infra', { ...host, plugin: { id: '8', name: 'TLS' } }),
    ],
    [
      'by another plug-in without an id',
      foundBy('dast', { plugin: { id: '', name: 'A' } }),
      foundBy('dast', { plugin: { id: '', name: 'B' } }),
    ],
    [
      'at another address',
      foundBy('dast', { url: 'https://a.example/pay' }),
      foundBy('dast', { url: 'https://a.example/buy' }),
    ],
    [
      'in another parameter',
      foundBy('dast', { address: 'https://a.example', param: 'q' }),
      foundBy('dast', { address: 'https://a.example', param: 'p' }),
    ],
    ['in another image', foundBy('cs', { image: 'a:1' }), foundBy('cs', { image: 'b:1' })],
    [
      'in another resource',
      foundBy('iac', { resource: { type: 'bucket', name: 'a' } }),
      foundBy('iac', { resource: { type: 'bucket', name: 'b' } }),
    ],
    [
      'in another package',
      foundBy('sca', { packages: [{ name: 'a' }] }),
      foundBy('sca', { packages: [{ name: 'b' }] }),
    ],
    ['on another line', foundBy('sast', { line_number: 1 }), foundBy('sast', { line_number: 2 })],
    [
      'in another project of Kondukto',
      vendorPayload,
      foundBy('sast', detail.sast, { project: { id: 'other', name: 'Kdt' } }),
    ],
    [
      'with another title, and nothing else that says where',
      { ...vendorPayload, vulnerability: null },
      { ...vendorPayload, vulnerability: null, title: 'Another' },
    ],
  ])('%s', async (_, one, other) => {
    const ids = [await create(one), await create(other), await create(one)]

    expect(new Set(ids).size).toBe(2)
    expect(ids[2]).toBe(ids[0])
    await scanners.bridge.kondukto('PATCH', `/api/v1/issues/${ids[1]}`, { status: 'closed' })
    const statuses = (await scanners.issues()).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual(['closed', 'open'])
  })
})

describe('one finding stays one issue', () => {
  it.each([
    [
      'that a new scan proves otherwise',
      foundBy('infra', { ...host, proof: 'a', exploitable: false, os: 'x' }),
      foundBy('infra', { ...host, proof: 'b', exploitable: true, os: 'y' }),
    ],
    [
      'whose fields come in another order',
      foundBy('iac', { resource: { type: 'bucket', name: 'a' }, file_name: 'main.tf' }),
      foundBy('iac', { file_name: 'main.tf', resource: { name: 'a', type: 'bucket' } }),
    ],
    [
      'whose port is a number once, and a text once',
      foundBy('infra', { ...host, port: 443 }),
      foundBy('infra', host),
    ],
    [
      'whose other blocks are filled in, too, but not ok',
      foundBy('infra', host),
      foundBy('infra', host, { dast: { ok: false, url: 'https://a.example' } }),
    ],
    ['with another title', vendorPayload, { ...vendorPayload, title: 'Another' }],
  ])('%s', async (_, one, other) => {
    expect(await create(other)).toBe(await create(one))
    expect(await scanners.issues()).toHaveLength(1)
  })
})

describe('an issue that an earlier version stored', () => {
  it('is found by its old key, and goes on under the new one', async () => {
    const id = await create(vendorPayload)
    // The key that the first edition made of the vendor's sample.
    const sourceKey = '1a3af2ff01e5f513e7e01939b39542d807351d27a0d076336a28db4bfded1f65'
    await scanners.bridge.db.query.update(issues).set({ sourceKey })

    const again = await create({ ...vendorPayload, template_md: 'Rendered anew' })
    const other = await create(foundBy('sast', detail.sast, { project: { id: 'other' } }))

    expect(again).toBe(id)
    expect(other).not.toBe(id)
    expect(await scanners.issues()).toHaveLength(2)
  })
})

async function create(body: unknown): Promise<string> {
  const answer = await scanners.bridge.kondukto('POST', '/api/v1/issues', body)
  expect(answer.status).toBe(201)
  return answer.body.id
}

import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { konduktoSecret } from '../../support/bridge.ts'
import { type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners()
})
afterEach(() => scanners.stop())

const ticket = JSON.stringify({ ticket: { number: 7, status: 'Open' } })
const hello = JSON.stringify({ event: 'Hello, world!' })
const theorem = { authorization: 'Bearer theorem-token' }

describe('slashes too many, or at the end, change nothing', () => {
  it.each(['//api/v1/test', '/api/v1/test/', '/api//v1/test', '/api/v1/test//'])(
    "Kondukto's test of the connection at %s",
    async (path) => {
      const { status, body } = await scanners.bridge.kondukto('GET', path)

      expect([status, body]).toEqual([200, { connection: true }])
    },
  )

  it.each([
    ['/hooks/datatheorem/', hello, theorem],
    ['//hooks/datatheorem', hello, theorem],
    ['/hooks/datatheorem/theorem-token/', hello, {}],
    ['/hooks/holm/holm-hook-token/', ticket, {}],
    ['/hooks/holm//holm-hook-token', ticket, {}],
  ])('a message at %s is taken', async (path, body, headers) => {
    expect((await scanners.post(path, body, headers as Record<string, string>)).status).toBe(202)
  })

  it('a call of AppScan with a slash at its end is taken', async () => {
    const id = 'b9513af1-7fc1-f011-8194-002248e524dc'
    const path = `/hooks/appscan/appscan-token/scan-execution/${id}/`

    expect((await scanners.request('GET', path)).status).toBe(202)
  })

  it('a comment is posted at an address with a slash at its end', async () => {
    const { body } = await scanners.bridge.kondukto('POST', '/api/v1/issues/', { title: 'T' })
    const comments = { comments: [{ body: 'Said' }] }
    await scanners.bridge.kondukto('POST', `/api/v1/issues/${body.id}/comments/`, comments)

    expect(await scanners.comments()).toEqual([expect.stringContaining('Said')])
  })
})

describe('a wrong method is answered 405, with those that are right', () => {
  it.each([
    ['GET', '/hooks/corgea', 'POST'],
    ['GET', '/hooks/datatheorem/theorem-token', 'POST'],
    ['PUT', '/hooks/holm/holm-hook-token', 'POST'],
    ['DELETE', '/hooks/appscan/appscan-token/application/x', 'GET, POST, PUT'],
  ])('%s %s', async (method, path, allow) => {
    const response = await scanners.bridge.fetch(new Request(`http://bridge${path}`, { method }))

    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
  })
})

describe('a compressed body is answered 415, which says so', () => {
  it.each([
    ['/hooks/holm/holm-hook-token', ticket],
    ['/api/v1/issues', JSON.stringify({ title: 'T' })],
  ])('at %s', async (path, body) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const proof = { 'x-kondukto-secret': konduktoSecret }
    const bytes = new Uint8Array(gzipSync(body))

    const { status, message } = await scanners.post(path, bytes, { ...headers, ...proof })

    expect(status).toBe(415)
    expect(message).toContain('compressed')
  })
})

describe('a secret outside ASCII', () => {
  const secret = 'Schl\u00FCssel-der-Stra\u00DFe'
  const utf8 = Buffer.from(secret).toString('latin1')

  it.each([
    ['in UTF-8, as curl sends it', utf8],
    ['in Latin-1, as Python sends it', secret],
  ])('is known in a header %s', async (_, sent) => {
    await scanners.stop()
    scanners = startScanners({ env: { KONDUKTO_SECRET: secret, DATATHEOREM_TOKEN: secret } })

    const headers = { 'X-Kondukto-Secret': sent }
    const test = await scanners.bridge.kondukto('GET', '/api/v1/test', undefined, headers)
    const bearer = { authorization: `Bearer ${sent}` }
    const told = await scanners.post('/hooks/datatheorem', hello, bearer)

    expect([test.status, told.status]).toEqual([200, 202])
  })

  it('is known in an address', async () => {
    await scanners.stop()
    scanners = startScanners({ env: { HOLM_TOKEN: secret } })

    const { status } = await scanners.post(`/hooks/holm/${encodeURIComponent(secret)}`, ticket)

    expect(status).toBe(202)
  })
})

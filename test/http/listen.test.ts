import { once } from 'node:events'
import { Agent, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type limits, listen } from '../../src/cli/listen.ts'
import { konduktoSecret, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

let bridge: TestBridge
let server: Server
let agent: Agent
beforeEach(async () => {
  bridge = startBridge({ env: { CREATE_WAIT_MS: '0' } })
  server = listen(bridge.fetch, { port: 0, hostname: '127.0.0.1' }, () => {})
  await once(server, 'listening')
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
})
afterEach(async () => {
  agent.destroy()
  server.close()
  server.closeAllConnections()
  await bridge.stop()
})

describe('a connection that is kept', () => {
  it.each([
    ['300 kB', { 'Content-Length': '300000' }, 300_000],
    ['300 kB without a length', { 'Transfer-Encoding': 'chunked' }, 300_000],
    ['3 MB', { 'Content-Length': '3000000' }, 3_000_000],
    ['10 bytes', { 'Content-Length': '10' }, 10],
  ])('loses none of 20 findings that follow a refused body of %s', async (_, headers, size) => {
    for (let count = 0; count < 20; count += 1) {
      const refused = await post('/api/v1/issues', headers, 'x'.repeat(size))
      expect([403, 429]).toContain(refused)
      expect(await report(`finding ${count}`)).toBe(201)
    }

    expect(await bridge.db.query.query.issues.findMany()).toHaveLength(20)
  })
})

it('answers a client that reads nothing before it has sent 24 MB', async () => {
  const socket = connect((server.address() as AddressInfo).port)
  const pieces = Readable.from(
    (function* () {
      yield 'POST /nothing-here HTTP/1.1\r\nHost: a\r\nContent-Length: 24000000\r\n\r\n'
      for (let count = 0; count < 240; count += 1) yield 'x'.repeat(100_000)
    })(),
  )

  await pipeline(pieces, socket, { end: false })
  socket.setEncoding('latin1')
  const [answer] = await once(socket, 'data')

  expect(answer).toMatch(/^HTTP\/1\.1 404/)
  socket.destroy()
})

it('closes a connection on which the rest of a refused body does not come', async () => {
  await restart({ lingerMs: 50 })
  const sent = 'POST /nothing-here HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n{'

  expect(await untilClosed(sent)).toMatch(/^HTTP\/1\.1 404[^{]*\r\nconnection: close\r\n/i)
})

describe('a client that takes too long or comes too often', () => {
  it('is answered 408 and cut off if it does not send its head or its body in time', async () => {
    await restart({ headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 })

    for (const sent of ['POST / HTTP/1.1\r\n', `${head}{`])
      expect(await untilClosed(sent)).toMatch(/^HTTP\/1\.1 408/)
  })

  it('is cut off if it connects and sends nothing, or nothing more', async () => {
    await restart({ headersTimeout: 200, connectionsCheckingInterval: 50, keepAliveTimeout: 200 })

    expect(await untilClosed('')).toMatch(/^(HTTP\/1\.1 408|$)/)
    expect(await untilClosed('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')).toContain('{"ok":true}')
  })

  it('is cut off if its connection is idle, whatever it waits for', async () => {
    await restart({ idleTimeout: 200 })

    expect(await untilClosed(`${head}{`)).toBe('')
  })

  it('is not let in if there are too many connections', async () => {
    await restart({ maxConnections: 1 })
    const first = connect((server.address() as AddressInfo).port)
    await once(server, 'connection')

    expect(await untilClosed(`${head}{}`)).toBe('')

    first.destroy()
  })
})

const head = [
  'POST /api/v1/issues HTTP/1.1',
  'Host: a',
  `X-Kondukto-Secret: ${konduktoSecret}`,
  'Content-Type: application/json',
  'Content-Length: 2\r\n\r\n',
].join('\r\n')

/** What comes back on a connection of its own until the server closes it. */
async function untilClosed(sent: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port)
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => {})
  socket.write(sent)
  await once(socket, 'close')
  return received
}

async function restart(others: Partial<typeof limits>): Promise<void> {
  server.close()
  server = listen(bridge.fetch, { port: 0, hostname: '127.0.0.1', limits: others }, () => {})
  await once(server, 'listening')
}

function report(name: string): Promise<number> {
  const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
  return post('/api/v1/issues', headers, JSON.stringify(makeFinding({ name })))
}

async function post(path: string, headers: Record<string, string>, body: string): Promise<number> {
  const { port } = server.address() as AddressInfo
  const sent = request({ port, path, agent, method: 'POST', headers })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return answer.statusCode ?? 0
}

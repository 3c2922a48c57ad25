import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { konduktoSecret } from '../../support/bridge.ts'
import { type Running, startProcess } from '../../support/process.ts'

let running: Running
let sockets: Socket[]
beforeEach(async () => {
  running = await startProcess({ KONDUKTO_SECRET: konduktoSecret })
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await running.kill()
})

it.each([
  ['half a head', 'POST /api/v1/issues HTTP/1.1\r\nHost: a\r\n'],
  ['half a body', `${headOf(1000)}{"title":`],
  ['a whole request and nothing more', `${headOf(2)}{}`],
  ['nothing', ''],
])(
  'ends within ten seconds of SIGTERM while a sender holds its connection with %s',
  async (_, sent) => {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1')
    sockets.push(socket)
    await once(socket, 'connect')
    if (sent) socket.write(sent)
    await fetch(`${running.url}/healthz`)
    const start = performance.now()

    const code = await running.stop()

    expect(code).toBe(0)
    expect(performance.now() - start).toBeLessThan(10_000)
  },
)

function headOf(length: number): string {
  return [
    'POST /api/v1/issues HTTP/1.1',
    'Host: a',
    `X-Kondukto-Secret: ${konduktoSecret}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    '',
    '',
  ].join('\r\n')
}

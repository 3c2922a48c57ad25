import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that came through, by when it came and when it was answered, in milliseconds of `performance`. */
interface Passed {
  readonly method: string
  readonly path: string
  readonly from: number
  readonly to: number
}

/** What stands before a server: everything passes, no connection is taken, or what is done is never answered. */
export type Mode = 'up' | 'down' | 'mute'

/** Stands before the server at `target`. A first path segment like `/~a` names who asks and is left out. */
export async function startFront(target: string) {
  let mode: Mode = 'up'
  const passed: Passed[] = []
  const server = createServer((request, response) => {
    // Who is cut off, or cuts us off, is none of a test's errors.
    pass(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request
    const from = performance.now()
    if (mode === 'down') return void request.socket.destroy()
    const { host: _, connection: __, ...kept } = headers
    const body = await bodyOf(request)
    const answer = await fetch(`${target}${path.replace(/^\/~\w+/, '')}`, {
      ...{ method, headers: kept as Record<string, string>, redirect: 'manual' },
      ...(body !== '' && { body }),
    })
    const text = await answer.text()
    passed.push({ method, path, from, to: performance.now() })
    if (mode === 'mute') return
    const {
      'content-encoding': ___,
      'content-length': ____,
      ...told
    } = Object.fromEntries(answer.headers)
    response.writeHead(answer.status, told).end(answer.status === 304 ? undefined : text)
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    set(next: Mode) {
      mode = next
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Front = Awaited<ReturnType<typeof startFront>>

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

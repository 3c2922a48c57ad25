import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A JSON object. */
export type Json = Record<string, unknown>

/** An answer as it goes out. */
export interface Reply<Body = string> {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body
}

/** What answers a request: null drops the connection. */
export type Answerer = (
  request: IncomingMessage,
  body: Buffer,
) => Promise<Reply<string | Uint8Array> | null>

/** An answer in JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body) }
}

/** A real HTTP server on 127.0.0.1, on a free port. */
export async function listen(
  answer: Answerer,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    // A client that was killed half way is none of a test's errors.
    serve(request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = await answer(request, await bodyOf(request))
    if (!reply) return void request.socket.destroy()
    response.writeHead(reply.status, reply.headers).end(reply.body)
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

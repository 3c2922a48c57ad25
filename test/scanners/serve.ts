import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a fake scanner sees it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** An answer in JSON. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A scanner's API over HTTP on 127.0.0.1. `log` holds what was asked, as `GET /path 200`. */
export async function serveScanner(answer: (asked: Asked) => Answer) {
  const log: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://scanner')
    const { method = 'GET', headers } = request
    const {
      status,
      body,
      headers: more,
    } = answer({
      ...{ method, path, query, headers },
      body: Buffer.concat(chunks).toString(),
    })
    log.push(`${method} ${path} ${status}`)
    response.writeHead(status, { 'content-type': 'application/json', ...more })
    response.end(JSON.stringify(body ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

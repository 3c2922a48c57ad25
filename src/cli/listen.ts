import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Readable } from 'node:stream'
import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server'

/** How long a client may take, in milliseconds, and how many connections there may be. */
export const limits = {
  /** For the whole head of a request, and for the first one after connecting. */
  headersTimeout: 10_000,
  /** For a whole request with its body. */
  requestTimeout: 60_000,
  /** Between two requests: longer than the 60 s of common proxies, so that it is the proxy who closes. */
  keepAliveTimeout: 65_000,
  /** Without a byte in either direction: longer than the longest CREATE_WAIT_MS. */
  idleTimeout: 120_000,
  /** How often the first two limits are checked. */
  connectionsCheckingInterval: 5_000,
  maxConnections: 500,
  /** How long the rest of an unwanted body is read. */
  lingerMs: 2000,
}

/** Where to listen. */
export interface Address {
  readonly port: number
  readonly hostname: string
  /** Limits other than the defaults. */
  readonly limits?: Partial<typeof limits>
}

/** Starts an HTTP server that answers with `fetch`; calls `listening` once it takes requests. */
export function listen(
  fetch: (request: Request, address?: string) => Promise<Response>,
  { port, hostname, limits: others }: Address,
  listening: () => void,
): Server {
  const { maxConnections, idleTimeout, lingerMs, ...serverOptions } = { ...limits, ...others }
  const server = serve({ port, hostname, serverOptions, fetch: answer }, listening) as Server
  server.maxConnections = maxConnections
  return server.setTimeout(idleTimeout)

  async function answer(request: Request, connection: HttpBindings | Http2Bindings) {
    const { incoming, outgoing } = connection
    const response = await fetch(request, incoming.socket.remoteAddress)
    if (!incoming.complete) await dropRest(incoming, lingerMs)
    // The rest of a body must not stand before the next request on this connection.
    if (!incoming.complete) outgoing.setHeader('Connection', 'close')
    return response
  }
}

/**
 * Reads the rest of an unwanted body for a moment: a client that still sends when its connection ends may miss the answer.
 * Leaves alone a body that was begun.
 */
async function dropRest(incoming: Readable, lingerMs: number): Promise<void> {
  if (incoming.readableFlowing !== null) return
  const signal = AbortSignal.timeout(lingerMs)
  incoming.resume()
  await once(incoming, 'end', { signal }).catch(() => {})
}

/** Takes no more requests. Resolves when the last one is answered, or when all were cut off after `graceMs`. */
export async function close(server: Server, graceMs: number): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs)
  await new Promise((resolve) => server.close(resolve))
  clearTimeout(cutOff)
}

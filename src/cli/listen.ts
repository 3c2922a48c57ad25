import type { Server } from 'node:http'
import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server'

/** Where to listen. */
export interface Address {
  readonly port: number
  readonly hostname: string
}

/** Starts an HTTP server that answers with `fetch`; calls `listening` once it takes requests. */
export function listen(
  fetch: (request: Request) => Promise<Response>,
  address: Address,
  listening: () => void,
): Server {
  return serve({ ...address, fetch: answer }, listening) as Server

  async function answer(request: Request, connection: HttpBindings | Http2Bindings) {
    const { incoming, outgoing } = connection
    const response = await fetch(request)
    // The rest of a body must not stand before the next request on this connection.
    if (!incoming.complete) outgoing.setHeader('Connection', 'close')
    return response
  }
}

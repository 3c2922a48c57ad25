import type { Env } from './settings.ts'

/** Where a listener on HOST and PORT is found from its own machine; null where those two are no address. */
export function localUrl({ HOST, PORT }: Env): string | null {
  const host = HOST || '127.0.0.1'
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${PORT || 8787}`
  return URL.canParse(url) ? url : null
}

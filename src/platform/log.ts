/** Writes one event as one line of JSON. `message` is a fixed text; what varies is data. */
export type Log = (message: string, data?: Readonly<Record<string, unknown>>) => void

const secret = /secret|token|password|authorization|cookie|private.?key|api.?key/i

/** A log that writes to `write`, leaving out every value whose name says that it is a secret. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (message, data = {}) => {
    const at = new Date(now()).toISOString()
    write(JSON.stringify({ at, message, ...data }, (key, value) => hide(key, value)))
  }
}

function hide(key: string, value: unknown): unknown {
  if (secret.test(key)) return '[hidden]'
  if (value instanceof Error) return { message: value.message, stack: value.stack }
  return value
}

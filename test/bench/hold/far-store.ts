import { setClock } from './far-clock.ts'

/** What is asked of D1: how, and the statements; all but a batch have one. */
export interface Query {
  readonly way: 'all' | 'run' | 'raw' | 'first' | 'batch'
  readonly statements: readonly { readonly sql: string; readonly params: readonly unknown[] }[]
}

/** A message for the queue of the Worker at `to`. */
export interface Ring {
  readonly to: string
  readonly body: unknown
  readonly delaySeconds: number
}

/**
 * The bindings of D1, R2 and the queue that are served at `url` by `far-store-worker.ts`, in another process, to the Worker at
 * `own`. workerd's own run in the thread of the Worker, and at Cloudflare they do not.
 */
export function farStore(url: string, own: string) {
  async function send(path: string, init?: RequestInit): Promise<Response> {
    const answer = await fetch(new URL(path, url), init)
    setClock()
    return answer
  }

  async function ask(query: Query): Promise<unknown> {
    const answer = await send('/query', { method: 'POST', body: JSON.stringify(query) })
    const { result, error } = (await answer.json()) as { result: unknown; error?: string }
    if (error !== undefined) throw new Error(error)
    return result
  }

  function statement(sql: string, params: readonly unknown[] = []) {
    const by = (way: Query['way']) => () => ask({ way, statements: [{ sql, params }] })
    const bind = (...values: unknown[]): object => statement(sql, values)
    const ways = { all: by('all'), run: by('run'), raw: by('raw'), first: by('first') }
    return { sql, params, bind, ...ways }
  }

  const fileAt = (key: string) => `/files/${encodeURIComponent(key)}`
  return {
    DB: {
      prepare: (sql: string) => statement(sql),
      batch: (statements: Query['statements']) =>
        ask({ way: 'batch', statements: statements.map(({ sql, params }) => ({ sql, params })) }),
    },
    FILES: {
      put: (key: string, body: string) => send(fileAt(key), { method: 'PUT', body }),
      delete: (key: string) => send(fileAt(key), { method: 'DELETE' }),
      async get(key: string) {
        const answer = await send(fileAt(key))
        return answer.status === 200 ? answer : null
      },
    },
    DOORBELL: {
      async send(body: unknown, { delaySeconds }: { readonly delaySeconds: number }) {
        const ring: Ring = { to: own, body, delaySeconds }
        await send('/ring', { method: 'POST', body: JSON.stringify(ring) })
      },
    },
  }
}

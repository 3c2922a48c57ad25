/** What is asked of D1: how, and the statements; all but a batch have one. */
export interface Query {
  readonly way: 'all' | 'run' | 'raw' | 'first' | 'batch'
  readonly statements: readonly { readonly sql: string; readonly params: readonly unknown[] }[]
}

/**
 * The bindings of D1 and R2 that are served at `url` by `far-store-worker.ts`, in another process. workerd's own run in the
 * thread of the Worker, and at Cloudflare they do not.
 */
export function farStore(url: string) {
  const send = (path: string, init?: RequestInit) => fetch(new URL(path, url), init)

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
  }
}

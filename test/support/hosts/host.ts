import { adminToken, konduktoSecret } from '../bridge.ts'

/** Lockstep as it is shipped, in a process or in workerd, with a store that outlives it. */
export interface Host {
  /** Starts it on the store there is, with these settings and the routes document. */
  start(settings: Record<string, string>, routes: string): Promise<void>
  fetch(path: string, init?: RequestInit): Promise<Answer>
  /** Has it look for what is due, as its clock does; may answer before that is done. */
  tick(): Promise<void>
  /** Runs one statement on its store. */
  sql(text: string): Promise<void>
  /** Ends it without warning, whatever it is doing. */
  kill(): Promise<void>
  /** Ends it, and its store with it. */
  stop(): Promise<void>
}

/** What both hosts' responses have. */
export interface Answer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** Short words for a host's use. */
export function openUse(host: Host) {
  return {
    /** A request as Kondukto makes it. */
    async kondukto(method: string, path: string, body?: unknown) {
      const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const answer = await host.fetch(`/api/v1${path}`, { method, headers, ...sent })
      return { status: answer.status, body: JSON.parse(await answer.text()) }
    },
    /** A page as an administrator sees it. */
    async page(path: string): Promise<string> {
      const headers = { Authorization: `Bearer ${adminToken}` }
      return (await host.fetch(path, { headers })).text()
    },
    /** Lets so many milliseconds pass for everything that waits: its time comes that much nearer. Then looks what is due. */
    async pass(ms: number): Promise<void> {
      for (const [table, columns] of Object.entries(times)) {
        const nearer = columns.map((column) => `${column} = max(${column} - ${ms}, 0)`)
        await host.sql(`update ${table} set ${nearer.join(', ')}`)
      }
      await host.tick()
    },
  }
}

const times = {
  jobs: ['due_at', 'lease_until'],
  accounts: ['next_write_at'],
}

/** Looks again and again until `look` throws no more: somebody else does the work. Throws its last error after 20 s. */
export async function eventually<T>(look: () => Promise<T>): Promise<T> {
  const until = performance.now() + 20_000
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

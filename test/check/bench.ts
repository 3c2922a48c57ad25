import type { CheckRow } from '../../src/domain/check.ts'
import { type Options, startBridge } from '../support/bridge.ts'
import {
  type MemoryGithub,
  openMemoryGithub,
  reply,
  type Trouble,
} from '../support/memory-github.ts'

/** What GitHub answers about acme/shop, with these facts and headers. */
export function repository(facts: object, headers: Record<string, string> = {}): Trouble {
  return ({ method, path }) => {
    if (method !== 'GET' || path !== '/repos/acme/shop') return null
    const usual = { id: 1000, full_name: 'acme/shop', has_issues: true, private: true }
    return Response.json({ ...usual, ...facts }, { headers })
  }
}

/** Refuses requests of this method below this path. */
export function refusing(method: string, path: string, status: number, message: string): Trouble {
  return (asked) =>
    asked.method === method && asked.path.endsWith(path) ? reply(status, { message }) : null
}

/** A network in which Lockstep's own address answers as `own` says, and GitHub is in memory. */
function network(github: MemoryGithub, own: () => Response = isUp): typeof fetch {
  return async (input, init) =>
    String(input).endsWith('/healthz') ? own() : github.fetch(input, init)
}

function isUp(): Response {
  return Response.json({ ok: true })
}

/** The rows of a check with these settings; GitHub meets `trouble`. */
export async function rowsWith({
  trouble = () => null,
  own,
  before,
  ...options
}: Options & {
  readonly trouble?: Trouble
  readonly own?: () => Response
  readonly before?: (bridge: ReturnType<typeof startBridge>) => Promise<unknown>
}): Promise<readonly CheckRow[]> {
  const clock = options.clock ?? { now: Date.now() }
  const github = openMemoryGithub(clock)
  github.meet(trouble)
  const env = options.env ?? { ...github.env }
  const bridge = startBridge({
    ...{ clock, live: false, fetch: network(github, own) },
    ...options,
    env,
  })
  try {
    await before?.(bridge)
    return await bridge.check()
  } finally {
    await bridge.stop()
  }
}

/** Those that an operator must see. */
export function findings(rows: readonly CheckRow[]): readonly CheckRow[] {
  return rows.filter(({ level }) => level !== 'ok')
}

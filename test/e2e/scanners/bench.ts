import { createHmac } from 'node:crypto'
import { localComments, localIssues } from '../../../db/schema/index.ts'
import { type Options, startBridge } from '../../support/bridge.ts'

/** An answer of the bridge to a scanner. */
export interface Reply {
  readonly status: number
  readonly message: string
}

const settings = {
  CORGEA_SECRET: 'corgea-secret',
  DATATHEOREM_TOKEN: 'theorem-token',
  HOLM_TOKEN: 'holm-hook-token',
  APPSCAN_TOKEN: 'appscan-token',
}

/** A bridge that every scanner may call, before the embedded tracker, whose issues it reads. */
export function startScanners({ env, ...options }: Options = {}) {
  const bridge = startBridge({ env: { ...settings, ...env }, ...options })

  async function post(path: string, body: BodyInit, headers: Record<string, string> = {}) {
    return request('POST', path, { body, headers })
  }

  async function request(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await bridge.fetch(new Request(`http://bridge${path}`, { method, ...init }))
    const { message } = await response.json()
    return { status: response.status, message }
  }

  /** Corgea's delivery of these bytes, signed as Corgea signs. */
  function corgeaBytes(body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const signature = createHmac('sha256', settings.CORGEA_SECRET).update(body).digest('hex')
    return post('/hooks/corgea', body, { 'x-corgea-signature': signature, ...headers })
  }

  async function settle(): Promise<void> {
    while ((await bridge.tick()) <= (options.clock?.now ?? Date.now()));
  }

  return {
    bridge,
    request,
    post,
    corgeaBytes,
    corgea: (body: unknown, headers?: Record<string, string>) =>
      corgeaBytes(new TextEncoder().encode(JSON.stringify(body)), headers),
    theorem: (body: unknown) => post('/hooks/datatheorem/theorem-token', JSON.stringify(body)),
    holm: (body: unknown) => post('/hooks/holm/holm-hook-token', JSON.stringify(body)),
    settle,
    /** The issues in the tracker, oldest first, once nothing is left to do. */
    async issues() {
      await settle()
      return bridge.db.query.select().from(localIssues).orderBy(localIssues.createdAt)
    },
    /** The comments in the tracker, oldest first. */
    async comments() {
      await settle()
      const rows = await bridge.db.query
        .select()
        .from(localComments)
        .orderBy(localComments.createdAt)
      return rows.map(({ body }) => body)
    },
    stop: () => bridge.stop(),
  }
}

export type Scanners = ReturnType<typeof startScanners>

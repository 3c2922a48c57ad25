import type { SentFile } from '../../trackers/jira/rest/attachments.ts'
import type { Life } from '../process/life.ts'
import type { World } from '../world/world.ts'
import { type Fate, fateOf, type Refusal, type Weather } from './weather.ts'

/** A request as it arrives. */
export interface Arrived {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  /** The files of a form: all are there when it arrives. */
  readonly files: readonly SentFile[]
  /** When it was sent, epoch milliseconds. */
  readonly sentAt: number
}

export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A server: does what is asked, at once. */
type Server = (request: Arrived) => Reply

/** Everything between the processes and the trackers. */
export interface Network {
  readonly weather: Weather
  /** Requests that met each fate. */
  readonly met: Map<Fate, number>
  /** Has a server answer for all addresses of an origin. */
  serve(origin: string, server: Server): void
  /** The network as a process sees it. */
  fetchFor(life: Life): typeof fetch
}

export function openNetwork(world: World, weather: Weather): Network {
  const servers = new Map<string, Server>()
  const met = new Map<Fate, number>()
  return {
    weather,
    met,
    serve: (origin, server) => void servers.set(origin, server),
    fetchFor: (life) => (input, init) => send(life, read(world, input, init), init?.signal),
  }

  function send(life: Life, request: Arrived, signal?: AbortSignal | null): Promise<Response> {
    const server = servers.get(request.url.origin)
    if (!server) throw new Error(`no server at ${request.url.origin}`)
    const fate = fateOf(world.chance, weather)
    met.set(fate.kind, (met.get(fate.kind) ?? 0) + 1)
    return new Promise((resolve, reject) => {
      let reply: Reply = { status: 502, body: 'Bad gateway' }
      const note = (what: string) =>
        world.trace.note(
          `${world.now()} ${life.name} ${request.method} ${request.url.pathname} ${what}`,
        )
      note(`sent, ${fate.kind}`)
      const arrive = () => {
        const refusal = weather.sick?.test(request.url.pathname) ? 404 : weather.refusal
        const came = refusal ? refusalOf(refusal) : server(request)
        note(`arrived: ${came.status}`)
        if (request.method !== 'GET') life.wrote()
        if (fate.kind !== 'fails-after') reply = came
      }
      const end = (settle: () => void) => () => life.reach(settle)
      // What was sent arrives, even if its sender has died or given up.
      if (fate.arrivesMs !== null) world.after(fate.arrivesMs, arrive)
      if (fate.endsMs !== null) {
        const cut = fate.cut
        world.after(
          fate.endsMs,
          end(() => (cut ? reject(networkError(cut)) : resolve(responseOf(reply)))),
        )
      }
      if (signal?.aborted) reject(signal.reason)
      signal?.addEventListener(
        'abort',
        end(() => reject(signal.reason)),
      )
    })
  }
}

function read(world: World, input: RequestInfo | URL, init: RequestInit = {}): Arrived {
  if (input instanceof Request) throw new Error('the simulation knows addresses alone')
  const { method = 'GET', headers, body } = init
  const files: SentFile[] = []
  if (body instanceof FormData) world.hold(readFiles(body, files))
  else if (body != null && typeof body !== 'string') throw new Error(`a body of ${typeof body}`)
  const text = typeof body === 'string' ? body : ''
  const sent = { url: new URL(input), headers: new Headers(headers), sentAt: world.now() }
  return { method, ...sent, body: text, files }
}

async function readFiles(form: FormData, files: SentFile[]): Promise<void> {
  for (const file of form.getAll('file'))
    if (typeof file !== 'string') {
      const content = new Uint8Array(await file.arrayBuffer())
      files.push({ filename: file.name, mimeType: file.type, content })
    }
}

function responseOf({ status, body, headers }: Reply): Response {
  if (status === 204 || status === 304)
    return new Response(null, { status, headers: { ...headers } })
  if (body instanceof Uint8Array) return new Response(body.slice(), { status })
  return Response.json(body, { status, headers: { ...headers } })
}

const words = {
  401: 'Bad credentials',
  403: 'Resource not accessible',
  404: 'Not Found',
  429: 'Too many requests',
}

/** As all trackers word it. */
function refusalOf(status: Refusal): Reply {
  const message = words[status]
  const headers = status === 429 ? { 'retry-after': '30' } : {}
  return { status, body: { message, errorMessages: [message] }, headers }
}

function networkError(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}

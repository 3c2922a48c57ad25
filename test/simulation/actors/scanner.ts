import { konduktoSecret } from '../../support/bridge.ts'
import type { Answered, Deployment } from '../process/deployment.ts'
import type { World } from '../world/world.ts'

/** A finding, and what its scanner knows of it. */
export interface Finding {
  readonly number: number
  readonly body: Record<string, unknown>
  /** Lockstep's id, once a create was answered 201. */
  id: string | null
  /** What was last said of its status, and was accepted. */
  status: 'open' | 'closed'
  title: string
  /** Commands about the status that were sent, accepted or not. */
  commands: number
  /** All that was sent about it, accepted or not. */
  messages: number
}

/** A comment, or the title of a file, as it was sent; a repetition has a text of its own. */
interface Said {
  readonly finding: Finding
  readonly text: string
  accepted: boolean
}

/** Kondukto: creates findings, and repeats what was not answered. */
export interface Scanner {
  readonly findings: readonly Finding[]
  readonly said: readonly Said[]
  readonly attached: readonly Said[]
  /** Requests that wait for an answer. */
  readonly busy: () => number
  report(project: string): Finding
  repeat(finding: Finding): void
  setStatus(finding: Finding, status: 'open' | 'closed'): void
  retitle(finding: Finding): void
  say(finding: Finding): void
  attach(finding: Finding): void
  /** Says something at random of some finding; nothing if none is known. */
  act(): void
  /** Reads the issue; null if it was not answered. */
  get(finding: Finding): Promise<Record<string, unknown> | null>
}

const severities = ['critical', 'high', 'medium', 'low', 'info']

interface Options {
  readonly deployment: () => Deployment
  readonly violations: string[]
}

export function openScanner(world: World, options: Options): Scanner {
  const { deployment, violations } = options
  const { chance } = world
  const findings: Finding[] = []
  const said: Said[] = []
  const attached: Said[] = []
  let waiting = 0
  const scanner: Scanner = {
    findings,
    said,
    attached,
    busy: () => waiting,
    report(project) {
      const number = findings.length + 1
      const title = `Finding ${number}`
      const body = {
        ...{ title, name: title, path: `src/${number}.ts`, status: 'open' },
        ...{ severity: chance.pick(severities), project_name: project },
        template_md: `Text of **${title}**.`,
      }
      const finding = { number, body, id: null, status: 'open', title } as const
      const made: Finding = { ...finding, commands: 0, messages: 0 }
      findings.push(made)
      create(made)
      // Two of its workers may come upon the same thing at once.
      if (chance.is(0.2)) create(made)
      return made
    },
    repeat: create,
    setStatus(finding, status) {
      finding.commands += 1
      const body = { status }
      until(finding, { method: 'PATCH', path: '', body: () => body }, () => {
        finding.status = status
      })
    },
    retitle(finding) {
      const body = `Text of ${finding.title}, at ${world.now()}.`
      until(finding, { method: 'PATCH', path: '', body: () => ({ body }) }, () => {})
    },
    say: (finding) =>
      add(finding, said, '/comments', (at) => {
        const text = `said ${at}`
        const author = { email: '', username: 'kim' }
        return { text, body: { comments: [{ body: text, author }] } }
      }),
    attach: (finding) =>
      add(finding, attached, '/attachments', (at) => {
        const text = `file-${at}.txt`
        const base64_content = btoa(text)
        return { text, body: { attachments: [{ title: text, base64_content }] } }
      }),
    act() {
      const known = findings.filter(({ id }) => id !== null)
      if (known.length === 0) return
      const finding = chance.pick(known)
      const what = chance.whole(1, 7)
      if (what <= 2) scanner.setStatus(finding, what === 1 ? 'closed' : 'open')
      else if (what === 3) scanner.retitle(finding)
      else if (what === 4) scanner.repeat(finding)
      else if (what <= 6) scanner.say(finding)
      else scanner.attach(finding)
      // Several of its workers may speak at once.
      if (chance.is(0.3)) scanner.act()
    },
    async get({ id }) {
      const answered = await send('GET', `/api/v1/issues/${id}`)
      return answered?.status === 200 ? JSON.parse(answered.text) : null
    },
  }
  return scanner

  function create(finding: Finding): void {
    const request = { method: 'POST', path: '/api/v1/issues', body: () => finding.body }
    repeated(finding, request, ({ text }) => {
      const { id } = JSON.parse(text)
      if (finding.id !== null && finding.id !== id)
        violations.push(`finding ${finding.number} got two ids: ${finding.id} and ${id}`)
      finding.id = id
    })
  }

  function add(
    finding: Finding,
    all: Said[],
    path: string,
    next: (at: number) => { text: string; body: unknown },
  ): void {
    let last: Said | null = null
    const make = () => {
      const { text, body } = next(all.length + 1)
      last = { finding, text, accepted: false }
      all.push(last)
      return body
    }
    until(finding, { method: 'POST', path, body: make }, () => {
      if (last) last.accepted = true
    })
  }

  function until(finding: Finding, request: Repeated, done: () => void): void {
    const path = `/api/v1/issues/${finding.id}${request.path}`
    repeated(finding, { ...request, path }, done)
  }

  interface Repeated {
    readonly method: string
    readonly path: string
    readonly body: () => unknown
  }

  function repeated(finding: Finding, request: Repeated, done: (answered: Answered) => void): void {
    waiting += 1
    const attempt = async () => {
      finding.messages += 1
      const answered = await send(request.method, request.path, request.body())
      if (!answered || answered.status >= 500)
        return void world.after(chance.whole(1000, 20_000), attempt)
      waiting -= 1
      if (answered.status < 300) done(answered)
      else violations.push(`${request.method} ${request.path}: ${answered.status} ${answered.text}`)
    }
    attempt()
  }

  async function send(method: string, path: string, body?: unknown): Promise<Answered | null> {
    const headers = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answered = await deployment()
      .send({ method, path, headers, ...sent })
      .catch(() => null)
    world.trace.note(`${world.now()} scanner ${method} ${path} ${answered?.status ?? 'cut'}`)
    if (answered && answered.status >= 500 && ![502, 503].includes(answered.status))
      violations.push(`${method} ${path} was answered ${answered.status}`)
    return answered
  }
}

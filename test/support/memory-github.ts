import type { Clock } from './bridge.ts'

/** An issue as people see it. */
export interface MemoryIssue {
  readonly id: number
  readonly number: number
  repo: string
  title: string
  body: string
  state: string
  state_reason: string | null
  labels: { name: string }[]
  assignees: { login: string }[]
  comments: MemoryComment[]
  created_at: string
  updated_at: string
  closed_at: string | null
}

interface MemoryComment {
  readonly id: number
  readonly body: string
  readonly user: { readonly login: string }
  readonly author_association: string
  readonly created_at: string
}

/** A request on its way: `act` does what it asks for. The path names the repository, also where it was asked for by its id. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly at: number
  readonly signal: AbortSignal | null
  readonly body: Record<string, unknown>
  act(): Response
}

/** What a request meets; null lets it pass. */
export type Trouble = (asked: Asked) => Response | Promise<Response> | null

const api = 'https://api.github.test'

/** As much of GitHub as Lockstep uses, in memory, for tests that ask a lot of it or that own its time. Every repository exists. */
export function openMemoryGithub(clock: Clock) {
  const issues: MemoryIssue[] = []
  const calls: Asked[] = []
  const repos: string[] = []
  /** Old names of repositories, with their ids. */
  const renamed = new Map<string, number>()
  let trouble: Trouble = () => null
  let comment = 0
  let isPublic = false

  const stamp = () => new Date(clock.now).toISOString()
  const find = (repo: string, number: string) =>
    issues.find((issue) => issue.repo === repo && issue.number === Number(number))

  function present({ repo, comments, ...issue }: MemoryIssue) {
    const url = `${api}/repos/${repo}/issues/${issue.number}`
    const html_url = `https://github.test/${repo}/issues/${issue.number}`
    const more = { url, html_url, repository_url: `${api}/repos/${repo}`, user: { login: 'bot' } }
    return { ...issue, ...more, comments: comments.length, pull_request: undefined }
  }

  function presentComment(issue: MemoryIssue, said: MemoryIssue['comments'][number]) {
    const issue_url = `${api}/repos/${issue.repo}/issues/${issue.number}`
    const html_url = `https://github.test/${issue.repo}/issues/${issue.number}#c${said.id}`
    return { ...said, issue_url, html_url, updated_at: said.created_at }
  }

  function create(repo: string, body: Record<string, unknown>): MemoryIssue {
    const made: MemoryIssue = {
      ...{ id: issues.length + 1, repo, title: String(body.title), body: String(body.body ?? '') },
      number: issues.filter((issue) => issue.repo === repo).length + 1,
      labels: ((body.labels ?? []) as string[]).map((name) => ({ name })),
      ...{ state: 'open', state_reason: null, assignees: [], comments: [], closed_at: null },
      ...{ created_at: stamp(), updated_at: stamp() },
    }
    issues.push(made)
    return made
  }

  function change(issue: MemoryIssue, body: Record<string, unknown>): void {
    const { title = issue.title, body: text = issue.body, state = issue.state } = body
    const reason = state === 'closed' ? String(body.state_reason ?? 'completed') : null
    const closed_at = state === 'closed' ? (issue.closed_at ?? stamp()) : null
    Object.assign(issue, { title, body: text, state, state_reason: reason, closed_at })
    issue.updated_at = stamp()
  }

  function say(issue: MemoryIssue, body: string, login: string, author_association = 'OWNER') {
    comment += 1
    const said = { id: comment, body, user: { login }, author_association, created_at: stamp() }
    issue.comments.push(said)
    issue.updated_at = stamp()
    return said
  }

  function answer(method: string, url: URL, body: Record<string, unknown>): Response {
    const [, repo = '', rest = ''] =
      /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(nameIn(url.pathname)) ?? []
    const since = url.searchParams.get('since') ?? ''
    const page = Number(url.searchParams.get('page') ?? 1)
    const size = Number(url.searchParams.get('per_page') ?? 30)
    const cut = <T>(all: T[]) => reply(200, all.slice((page - 1) * size, page * size))
    if (!repos.includes(repo)) repos.push(repo)
    if (rest === '')
      return reply(200, {
        ...{ id: 1000 + repos.indexOf(repo), full_name: repo },
        ...{ has_issues: true, private: !isPublic },
      })
    const lacksAll = method === 'POST' && Object.keys(body).length === 0
    if (lacksAll) return reply(422, { message: 'Invalid request.' })
    if (rest === '/issues' && method === 'POST') return reply(201, present(create(repo, body)))
    const own = issues.filter((issue) => issue.repo === repo)
    if (rest === '/issues')
      return cut(own.filter(({ updated_at }) => updated_at >= since).map(present))
    if (rest === '/issues/comments') {
      const said = own.flatMap((issue) => issue.comments.map((one) => presentComment(issue, one)))
      return cut(said.filter(({ updated_at }) => updated_at >= since))
    }
    const [, number = '', part = ''] = /^\/issues\/(\d+)(\/.*)?$/.exec(rest) ?? []
    const issue = find(repo, number)
    if (!issue) return reply(404, { message: 'Not Found' })
    if (part === '/comments' && method === 'POST')
      return reply(201, presentComment(issue, say(issue, String(body.body), 'bot')))
    if (part === '/comments') return cut(issue.comments.map((one) => presentComment(issue, one)))
    if (part === '/labels')
      issue.labels.push(...(body.labels as string[]).map((name) => ({ name })))
    if (method === 'DELETE')
      issue.labels = issue.labels.filter(
        ({ name }) => part !== `/labels/${encodeURIComponent(name)}`,
      )
    if (method === 'PATCH') change(issue, body)
    return reply(200, part ? issue.labels : present(issue))
  }

  function redirect(method: string, { pathname, search }: URL): Response | null {
    const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(pathname) ?? []
    const id = renamed.get(name)
    if (id === undefined) return null
    const location = `${api}/repositories/${id}${rest}${search}`
    return new Response('{}', { status: method === 'GET' ? 301 : 307, headers: { location } })
  }

  function nameIn(path: string): string {
    return path.replace(/^\/repositories\/(\d+)/, (_, id) => `/repos/${repos[Number(id) - 1000]}`)
  }

  return {
    /** What makes a bridge use it. */
    env: {
      ...{ GITHUB_URL: api, GITHUB_TOKEN: 'token', GITHUB_REPO: 'acme/shop' },
      ...{ GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '0', CREATE_WAIT_MS: '0' },
    },
    issues,
    /** Every request so far. */
    calls,
    titles: (repo = 'acme/shop') =>
      issues.filter((issue) => issue.repo === repo).map(({ title }) => title),
    meet(next: Trouble) {
      trouble = next
    },
    /** A person's deeds. */
    close: (issue: MemoryIssue) => change(issue, { state: 'closed', state_reason: 'not_planned' }),
    say: (issue: MemoryIssue, text: string, association = 'NONE') =>
      say(issue, text, 'casey', association),
    /** Gives a repository another name: the old one redirects. */
    rename(from: string, to: string) {
      renamed.set(from, 1000 + repos.indexOf(from))
      repos[repos.indexOf(from)] = to
      for (const issue of issues) if (issue.repo === from) issue.repo = to
    },
    /** From now on anybody can read every repository. */
    publish() {
      isPublic = true
    },
    fetch: (async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      if (url.origin !== api) return fetch(input, init)
      const method = init?.method ?? 'GET'
      const body = typeof init?.body === 'string' ? JSON.parse(init.body) : {}
      const path = nameIn(url.pathname)
      const act = () => redirect(method, url) ?? answer(method, url, body)
      const query = url.searchParams
      const asked = { method, path, query, body, act, at: clock.now, signal: init?.signal ?? null }
      calls.push(asked)
      return (await trouble(asked)) ?? act()
    }) satisfies typeof fetch,
  }
}

export type MemoryGithub = ReturnType<typeof openMemoryGithub>

/** An answer as GitHub gives it. */
export function reply(status: number, body: unknown): Response {
  return Response.json(body, { status })
}

/** Never answers; a caller that gives up is let go. */
export function hang({ signal }: Asked): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}

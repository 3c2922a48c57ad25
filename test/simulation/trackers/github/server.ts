import type { Arrived, Reply } from '../../network/network.ts'
import type { World } from '../../world/world.ts'
import type { Change, Changes } from './changes.ts'
import { answerFiles } from './files.ts'
import {
  type GithubIssue,
  isThere,
  keyIn,
  presentComment,
  presentIssue,
  type Repository,
  stamp,
} from './issues.ts'
import { pageOf } from './pages.ts'

const missing: Reply = { status: 404, body: { message: 'Not Found' } }

interface Parts {
  readonly origin: string
  readonly repos: readonly Repository[]
  readonly changes: Changes
  /** Whose log-in Lockstep has. */
  readonly bot: string
  /** How far behind a server that answers a list of changes may be, in milliseconds. */
  readonly lagMs: number
}

/** GitHub's API: as much as Lockstep uses, strict about whose issue is written to. */
export function openServer(world: World, { origin, repos, changes, bot, lagMs }: Parts) {
  const strangers: string[] = []
  const writes: number[] = []
  return { serve, strangers, writes }

  function serve(request: Arrived): Reply {
    if (request.method !== 'GET') writes.push(request.sentAt)
    const reply = answer(request)
    return { ...reply, headers: { date: new Date(world.now()).toUTCString(), ...reply.headers } }
  }

  function answer(request: Arrived): Reply {
    const { method, url } = request
    const [, byId, byName, rest = ''] =
      /^(?:\/repositories\/(\d+)|\/repos\/([^/]+\/[^/]+))(.*)$/.exec(url.pathname) ?? []
    const repo = repos.find(({ id, name }) => String(id) === byId || name === byName)
    const former = repos.find(({ formerNames }) => byName && formerNames.includes(byName))
    if (!repo && former) return movedTo(`${origin}/repositories/${former.id}${rest}${url.search}`)
    if (!repo) return missing
    if (rest === '') return cached(request, `repo-${repo.id}`, () => present(repo))
    if (rest === '/issues' && method === 'POST') return file(repo, request)
    const seen = seenUntil(url)
    const all = listed(repo).filter((one) => one.updated_at <= seen)
    if (rest === '/issues')
      return cached(request, `issues-${repo.revision}-${all.length}`, () =>
        pageOf(all, url, (issue) => presentIssue(origin, issue)),
      )
    if (rest === '/issues/comments') return listComments(repo, request, seen)
    const filed = answerFiles(repo, request, rest)
    if (filed) return filed
    const [, number, part = ''] = /^\/issues\/(\d+)(\/.*)?$/.exec(rest) ?? []
    const issue = repo.issues.find((one) => one.number === Number(number))
    if (issue?.isRemoved) return { status: 410, body: { message: 'This issue was deleted' } }
    if (issue?.movedTo) return movedTo(`${addressOf(issue.movedTo)}${part}${url.search}`)
    return issue && !issue.isHidden ? answerIssue(request, issue, part) : missing
  }

  function answerIssue(request: Arrived, issue: GithubIssue, part: string): Reply {
    const { method, url } = request
    if (method !== 'GET' && keyIn(issue.body) === null) strangers.push(`${method} ${url.pathname}`)
    const body = request.body ? JSON.parse(request.body) : {}
    if (part === '/comments' && method === 'GET')
      return pageOf(issue.comments, url, (comment) => presentComment(origin, issue, comment))
    if (part === '/comments' && issue.isLocked) return locked
    if (part === '/comments') {
      const said = changes.say(issue, bot, body.body)
      return { status: 201, body: presentComment(origin, issue, said) }
    }
    if (part === '/labels' && method === 'POST')
      changes.change(issue, { labels: [...new Set([...issue.labels, ...body.labels])] })
    if (part.startsWith('/labels/')) {
      const label = decodeURIComponent(part.slice('/labels/'.length))
      if (!issue.labels.includes(label)) return missing
      changes.change(issue, { labels: issue.labels.filter((name) => name !== label) })
    }
    if (part) return { status: 200, body: issue.labels.map((name) => ({ name })) }
    if (method === 'PATCH') changes.change(issue, body as Change)
    return { status: 200, body: presentIssue(origin, issue) }
  }

  function file(repo: Repository, { body }: Arrived): Reply {
    const { title, body: text = '', labels = [], assignees = [] } = JSON.parse(body)
    const issue = changes.file(repo, { title, body: text, labels })
    issue.assignees = assignees
    return { status: 201, body: presentIssue(origin, issue) }
  }

  /** One of several servers answers, and some do not know the newest changes. */
  function seenUntil(url: URL): number {
    const isBehind = lagMs > 0 && url.searchParams.get('sort') === 'updated' && world.chance.is(0.3)
    return isBehind ? world.now() - world.chance.whole(0, lagMs) : world.now()
  }

  function listComments(repo: Repository, request: Arrived, seen: number): Reply {
    const known = listed(repo).flatMap((issue) =>
      issue.comments
        .filter(({ updated_at }) => updated_at <= seen)
        .map((comment) => ({ issue, ...comment })),
    )
    return cached(request, `comments-${repo.revision}-${known.length}`, () =>
      pageOf(known, request.url, (one) => presentComment(origin, one.issue, one)),
    )
  }

  function addressOf({ repo, number }: GithubIssue): string {
    return `${origin}/repositories/${repo.id}/issues/${number}`
  }

  function present({ id, name }: Repository): Reply {
    return {
      status: 200,
      body: { id, full_name: name, has_issues: true, private: true, updated_at: stamp(0) },
    }
  }
}

const locked: Reply = {
  status: 403,
  body: { message: 'Unable to create comment because issue is locked.' },
}

function listed({ issues }: Repository): GithubIssue[] {
  return issues.filter((issue) => isThere(issue) && !issue.isHidden)
}

function movedTo(location: string): Reply {
  const body = { message: 'Moved Permanently', url: location }
  return { status: 301, body, headers: { location } }
}

/** A conditional request is answered 304 while nothing changed. */
function cached({ headers, url }: Arrived, state: string, reply: () => Reply): Reply {
  const etag = `"${state}-${url.search}"`
  if (headers.get('if-none-match') === etag) return { status: 304, body: null }
  const made = reply()
  return { ...made, headers: { ...made.headers, etag } }
}

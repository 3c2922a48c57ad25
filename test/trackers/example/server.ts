import type { IncomingMessage } from 'node:http'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { Tracker } from '../../contract/connector/index.ts'
import { openClock } from '../kit/clock.ts'
import { contextOf } from '../kit/context.ts'
import { openFaults } from '../kit/faults.ts'
import { json, listen, type Reply } from '../kit/server.ts'
import { example } from './connector.ts'

interface Part {
  readonly id: string
  readonly key: string | null
}

interface Comment extends Part {
  readonly author: string
  body: string
  readonly made: number
  changed: number
}

interface File extends Part {
  readonly name: string
  readonly base64: string
}

interface Issue {
  readonly id: string
  readonly key: string
  readonly number: number
  title: string
  body: string
  open: boolean
  labels: string[]
  assignee: string
  changed: number
  comments: Comment[]
  readonly files: File[]
}

const token = 'example-token-verySecret'
const bot = 'bot'
const person = 'casey'
const feedPage = 50

type Given = Record<string, unknown>

/** A made-up tracker without close reasons, priorities and webhooks, the connector before it, and Casey. */
export async function startExample(): Promise<Tracker> {
  const clock = openClock()
  const faults = openFaults((status, message) => json(status, { message }))
  const issues: Issue[] = []
  /** What changed, oldest first: an issue, or one of its comments. */
  const feed: { issue: Issue; comment: string | null }[] = []
  let ids = 0
  let requests = 0
  const { url, stop } = await listen(async (request, body) => {
    requests += 1
    return faults.meet(async () => answer(request, body.length ? JSON.parse(String(body)) : {}))
  })
  const env = example.env.parse({ EXAMPLE_URL: url, EXAMPLE_TOKEN: token })
  if (!env) throw new Error('the settings are empty')

  return {
    connector: example.open(env, contextOf({ now: clock.now })),
    target: 'shop',
    secrets: [token],
    people: ['ann', 'ben', 'cleo'],
    count: async () => issues.length,
    async read(ref) {
      const { title, body, open, labels, assignee, comments, files } = issueOf(ref)
      const state = { status: open ? 'open' : 'closed', reason: open ? null : 'completed' } as const
      const attachments = files.map(({ name, base64 }) => ({ title: name, base64 }))
      return { title, body, state, labels, assignee, comments, attachments }
    },
    close: async (ref) => change(issueOf(ref), { open: false }),
    reopen: async (ref) => change(issueOf(ref), { open: true }),
    edit: async (ref, text) => change(issueOf(ref), text),
    label: async (ref, name) => change(issueOf(ref), { labels: [...issueOf(ref).labels, name] }),
    assign: async (ref, assignee) => change(issueOf(ref), { assignee }),
    say: async (ref, body) => addComment(issueOf(ref), { body }, person).id,
    async rewrite(ref, id, body) {
      const comment = issueOf(ref).comments.find((one) => one.id === id)
      if (comment) Object.assign(comment, { body, changed: clock.now() })
      feed.push({ issue: issueOf(ref), comment: id })
    },
    async unsay(ref, id) {
      change(issueOf(ref), { comments: issueOf(ref).comments.filter((one) => one.id !== id) })
    },
    wait: clock.advance,
    fail: (fault) => faults.arrange(fault),
    requests: () => requests,
    async reset() {
      for (const list of [issues, feed]) list.length = 0
      faults.clear()
    },
    stop,
  }

  function issueOf({ id }: Pick<RemoteRef, 'id'>): Issue {
    const found = issues.find((issue) => issue.id === id)
    if (!found) throw new Error(`there is no issue ${id}`)
    return found
  }

  function answer({ method, url: path = '', headers }: IncomingMessage, given: Given): Reply {
    if (headers.authorization !== `Bearer ${token}`) return json(401, { message: 'Who are you?' })
    const { pathname, searchParams } = new URL(path, url)
    const [, kind, name = '', part] = pathname.split('/')
    if (kind === 'lookup')
      return json(200, issues.filter((one) => urlOf(one) === searchParams.get('url')).map(shown))
    if (kind === 'projects') return inProject(`${method} ${part ?? ''}`, given, searchParams)
    const issue = issues.find(({ id }) => id === name)
    if (!issue) return json(404, { message: 'There is no such issue' })
    if (part === 'files')
      return json(
        201,
        once(issue.files, given, () => addFile(issue, given)),
      )
    if (part === 'comments' && method === 'POST')
      return json(
        201,
        once(issue.comments, given, () => addComment(issue, given, bot)),
      )
    if (part === 'comments')
      return json(
        200,
        issue.comments.map((one) => shownComment(issue, one)),
      )
    if (method === 'PATCH') patch(issue, given)
    return json(200, shown(issue))
  }

  function inProject(call: string, given: Given, query: URLSearchParams): Reply {
    if (call === 'GET ') return json(200, { name: 'Shop' })
    if (call === 'GET feed') return json(200, feedAfter(query.get('after') ?? ''))
    if (call === 'POST issues') return json(201, shown(file(given)))
    return json(200, issues.filter(({ key }) => key === query.get('key')).map(shown))
  }

  function file(given: Given): Issue {
    const id = String(++ids)
    const made = { id, number: issues.length + 1, open: true, comments: [], files: [] }
    const issue = { ...(given as unknown as Issue), ...made, changed: clock.now() }
    issues.push(issue)
    feed.push({ issue, comment: null })
    return issue
  }

  function patch(issue: Issue, { add = [], remove = [], ...rest }: Given): void {
    const kept = issue.labels.filter((label) => !(remove as string[]).includes(label))
    const labels = [...new Set([...kept, ...(add as string[])])]
    const next = { ...rest, labels }
    const has = Object.fromEntries(Object.keys(next).map((name) => [name, issue[name as 'title']]))
    if (JSON.stringify(has) !== JSON.stringify(next)) change(issue, next)
  }

  function change(issue: Issue, parts: Partial<Issue>): void {
    Object.assign(issue, parts, { changed: clock.now() })
    feed.push({ issue, comment: null })
  }

  function addComment(issue: Issue, given: Given, author: string): Comment {
    const at = clock.now()
    const comment = {
      id: String(++ids),
      key: (given.key as string) ?? null,
      author,
      body: String(given.body),
      made: at,
      changed: at,
    }
    issue.comments = [...issue.comments, comment]
    feed.push({ issue, comment: comment.id })
    return comment
  }

  function addFile(issue: Issue, given: Given): File {
    const added = { ...(given as unknown as File), id: String(++ids) }
    issue.files.push(added)
    return added
  }

  /** What carries the key already, if the call says that there may be one; else what `make` makes. */
  function once(parts: readonly Part[], { key, once: isOnce }: Given, make: () => Part) {
    const found = isOnce ? parts.find((part) => part.key === key) : undefined
    const { id } = found ?? make()
    return { id, url: `${url}/parts/${id}` }
  }

  function feedAfter(after: string) {
    const from = after === 'now' ? feed.length : Number(after)
    const entries = feed.slice(from, from + feedPage).flatMap(({ issue, comment }) => {
      const found = issue.comments.find(({ id }) => id === comment)
      if (comment !== null && !found) return []
      return { issue: shown(issue), comment: found ? shownComment(issue, found) : null }
    })
    const next = Math.min(from + feedPage, feed.length)
    return { entries, next, more: next < feed.length }
  }

  function urlOf({ number }: Issue): string {
    return `${url}/shop/${number}`
  }

  function shown(issue: Issue) {
    return { ...issue, project: 'shop', url: urlOf(issue), comments: issue.comments.length }
  }

  function shownComment(issue: Issue, comment: Comment) {
    return { ...comment, issue: shown(issue) }
  }
}

import type { RemoteRef, State } from '../../../src/domain/issue.ts'
import type { Seen, Tracker } from '../../contract/connector/index.ts'
import type { Github } from './server.ts'
import type { Json } from './wire.ts'

/** What Casey can do in a repository, with a log-in of Casey's own and by plain requests. */
export type Person = Pick<
  Tracker,
  'count' | 'read' | 'close' | 'reopen' | 'edit' | 'label' | 'assign' | 'say' | 'rewrite' | 'unsay'
> & {
  /** Any request, such as `GET`, `/repos/acme/shop/labels`; answers its JSON or throws. */
  ask<T = Json>(method: string, path: string, body?: object): Promise<T>
  /** All entries of a list. */
  list(path: string): Promise<Json[]>
}

/** Casey in acme/shop. */
export function openPerson({
  url,
  personToken,
  target,
}: Pick<Github, 'url' | 'personToken' | 'target'>): Person {
  const all = `/repos/${target}/issues?state=all`
  return {
    ask,
    list,
    read,
    count: async () => (await list(all)).length,
    close: (issue, state_reason) => ask('PATCH', at(issue), { state: 'closed', state_reason }),
    reopen: (issue) => ask('PATCH', at(issue), { state: 'open' }),
    edit: (issue, text) => ask('PATCH', at(issue), text),
    label: (issue, name) => ask('POST', `${at(issue)}/labels`, { labels: [name] }),
    assign: (issue, name) => ask('PATCH', at(issue), { assignees: [name] }),
    say: async (issue, body) => String((await ask('POST', `${at(issue)}/comments`, { body })).id),
    rewrite: async (_, id, body) => void (await ask('PATCH', comment(id), { body })),
    unsay: async (_, id) => void (await ask('DELETE', comment(id))),
  }

  async function read(issue: RemoteRef): Promise<Seen> {
    const { title, body, state, state_reason, labels, assignee } = await ask('GET', at(issue))
    const comments = await list(`${at(issue)}/comments?`)
    const files = comments.flatMap((comment) => linksIn(String(comment.body)))
    return {
      title: String(title),
      body: String(body),
      state: { status: state, reason: state === 'open' ? null : state_reason } as State,
      labels: (labels as { name: string }[]).map(({ name }) => name),
      assignee: (assignee as { login: string } | null)?.login ?? '',
      comments: comments.map((comment) => ({ id: String(comment.id), body: String(comment.body) })),
      attachments: await Promise.all(files.map(download)),
    }
  }

  async function download(path: string) {
    const page = `/repos/${target}/contents/${path}?ref=lockstep-attachments`
    const { name, content } = await ask('GET', page)
    return { title: String(name), base64: String(content).replace(/\s/g, '') }
  }

  async function list(path: string): Promise<Json[]> {
    const found: Json[] = []
    const query = (page: number) => `per_page=100&page=${page}&after=page-${page}`
    for (let page = 1; found.length === (page - 1) * 100; page++) {
      found.push(...(await ask<Json[]>('GET', `${path}&${query(page)}`)))
    }
    return found
  }

  async function ask<T = Json>(method: string, path: string, body?: object): Promise<T> {
    const headers = {
      authorization: `Bearer ${personToken}`,
      'content-type': 'application/json',
    }
    const sent = body ? { body: JSON.stringify(body) } : {}
    const response = await fetch(`${url}${path}`, { method, headers, ...sent })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text || '{}') as T
  }

  function comment(id: string): string {
    return `/repos/${target}/issues/comments/${id}`
  }
}

function at(issue: RemoteRef): string {
  return `/repos/${issue.target}/issues/${issue.key}`
}

/** The paths of our attachments that a comment links to or shows. */
function linksIn(body: string): string[] {
  const link = /\]\([^)\s]+\/blob\/lockstep-attachments\/([^)\s?]+)(?:\?raw=true)?\)/g
  return Array.from(body.matchAll(link), ([, path = '']) => path)
}

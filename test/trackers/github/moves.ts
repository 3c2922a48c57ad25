import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { Comments } from './comments.ts'
import type { Places } from './places.ts'
import type { Webhooks } from './webhooks/webhooks.ts'
import type { Call, Json, Reply } from './wire.ts'

/** What people do to repositories and to whole issues. Names are those that repositories have now. */
export interface Moves {
  /** Transfers an issue with its comments; returns where it is now. Its old address redirects. */
  transfer(issue: RemoteRef, to: string): Promise<RemoteRef>
  /** Deletes an issue: its address answers 410. */
  deleteIssue(issue: RemoteRef): Promise<void>
  /** Renames a repository. Its old name redirects until another repository takes it. */
  rename(from: string, to: string): void
  /** Makes an empty repository, also under a name that another one had. */
  createRepository(name: string): void
  deleteRepository(name: string): void
}

interface Parts {
  readonly act: (call: Call) => Promise<Reply>
  readonly places: Places
  readonly comments: Comments
  readonly webhooks: Webhooks
  /** Whether webhooks tell of it. */
  readonly isLoud: boolean
}

/** What Casey does. */
export function openMoves({ act, places, comments, webhooks, isLoud }: Parts): Moves {
  return {
    transfer,
    deleteIssue,
    rename: places.rename,
    createRepository: places.create,
    deleteRepository: places.remove,
  }

  async function transfer(issue: RemoteRef, to: string): Promise<RemoteRef> {
    const from = { repo: places.inner(issue.target), number: Number(issue.key) }
    const repo = places.inner(to)
    const old = await ask('GET', `/repos/${from.repo}/issues/${from.number}`)
    const said = comments.of(from.repo, from.number)
    const { title, body } = old
    const labels = (old.labels as { name: string }[]).map(({ name }) => name)
    const made = await ask('POST', `/repos/${repo}/issues`, { title, body, labels })
    const path = `/repos/${repo}/issues/${made.number}`
    for (const text of said) await ask('POST', `${path}/comments`, { body: text })
    const { state, state_reason } = old
    if (state === 'closed') await ask('PATCH', path, { state, state_reason })
    places.move(from, { repo, number: Number(made.number) })
    const changes = { new_issue: made, new_repository: { id: places.idOf(to), full_name: to } }
    if (isLoud) await webhooks.tell('transferred', issue.target, { issue: old, changes })
    return { target: to, id: String(made.id), key: String(made.number) }
  }

  async function deleteIssue({ target, key }: RemoteRef): Promise<void> {
    const place = { repo: places.inner(target), number: Number(key) }
    const issue = await ask('GET', `/repos/${place.repo}/issues/${key}`)
    places.drop(place)
    if (isLoud) await webhooks.tell('deleted', target, { issue })
  }

  async function ask(method: string, path: string, body: Json | null = null): Promise<Json> {
    const who = { token: 'casey', login: 'casey', ifNoneMatch: undefined }
    const reply = await act({ method, path, query: new URLSearchParams(), body, ...who })
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`)
    return JSON.parse(reply.body) as Json
  }
}

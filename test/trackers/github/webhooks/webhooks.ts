import { sign } from '@octokit/webhooks-methods'
import { type Sent, webhookSecret } from '../../kit/outbox.ts'
import type { Places } from '../places.ts'
import type { Call, Json, Reply } from '../wire.ts'

export { type Sent, webhookSecret }

/** Makes the deliveries that writes lead to, whoever writes. */
export interface Webhooks {
  /** What is to be delivered, oldest first; tests take from it, and drop, shuffle or double it. */
  readonly outbox: Sent[]
  /** Remembers what a successful write leads to. `read` answers a path's JSON. */
  learn(call: Call, reply: Reply, read: (path: string) => Promise<Json>): Promise<void>
  /** Tells of something that no write of one issue leads to. */
  tell(action: string, target: string, payload: Json): Promise<void>
  reset(): void
}

/** Starts with nothing to deliver. */
export function openWebhooks({ idOf, nameOf }: Pick<Places, 'idOf' | 'nameOf'>): Webhooks {
  const outbox: Sent[] = []
  const comments = new Map<string, Json>()
  return {
    outbox,
    async learn(call, reply, read) {
      const happened = reply.status < 300 ? eventOf(call) : null
      if (!happened) return
      const { event, action, repo, comment } = happened
      const said = event === 'issue_comment' ? remember(comment, reply) : undefined
      const number =
        happened.number ??
        String(said?.issue_url ?? parse(reply).number)
          .split('/')
          .at(-1)
      const issue = await read(`/repos/${repo}/issues/${number}`)
      const payload = {
        action,
        issue,
        ...(said && { comment: said }),
        repository: { id: idOf(nameOf(repo)), full_name: nameOf(repo) },
      }
      outbox.push(await signed(event, payload))
    },
    async tell(action, target, payload) {
      const repository = { id: idOf(target), full_name: target }
      outbox.push(await signed('issues', { action, ...payload, repository }))
    },
    reset() {
      outbox.length = 0
      comments.clear()
    },
  }

  function remember(id: string | undefined, reply: Reply): Json | undefined {
    const said = reply.body ? parse(reply) : comments.get(id ?? '')
    if (said) comments.set(String(said.id), said)
    return said
  }
}

/** A delivery signed with our secret. */
export async function signed(event: string, payload: unknown): Promise<Sent> {
  const body = JSON.stringify(payload)
  const headers = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': crypto.randomUUID(),
    'x-hub-signature-256': await sign(webhookSecret, body),
  }
  return { headers, body }
}

const writes: readonly [method: string, path: RegExp, event: string, action: string][] = [
  ['POST', /\/issues$/, 'issues', 'opened'],
  ['PATCH', /\/issues\/\d+$/, 'issues', 'edited'],
  ['POST', /\/issues\/\d+\/labels$/, 'issues', 'labeled'],
  ['DELETE', /\/issues\/\d+\/labels\/.+$/, 'issues', 'unlabeled'],
  ['POST', /\/issues\/\d+\/comments$/, 'issue_comment', 'created'],
  ['PATCH', /\/issues\/comments\/\d+$/, 'issue_comment', 'edited'],
  ['DELETE', /\/issues\/comments\/\d+$/, 'issue_comment', 'deleted'],
]

function eventOf({ method, path, body }: Call) {
  const write = writes.find(([by, at]) => by === method && at.test(path))
  const [, repo, rest = ''] = /^\/repos\/([^/]+\/[^/]+)\/issues(.*)$/.exec(path) ?? []
  if (!write || !repo) return null
  const [, , event, action] = write
  const [, number] = /^\/(\d+)/.exec(rest) ?? []
  const [, comment] = /^\/comments\/(\d+)/.exec(rest) ?? []
  const closed = body?.state === 'closed' ? 'closed' : 'reopened'
  return {
    event,
    action: action === 'edited' && body?.state ? closed : action,
    repo,
    number,
    comment,
  }
}

function parse(reply: Reply): Json {
  return JSON.parse(reply.body) as Json
}

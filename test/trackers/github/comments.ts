import type { Clock } from '../kit/clock.ts'
import { type Call, type Json, json, type Reply } from './wire.ts'

interface Comment extends Json {
  readonly id: number
  readonly issue_url: string
  readonly created_at: string
  readonly updated_at: string
}

/** The comments of all repositories. */
export interface Comments {
  /** The answer to a list of comments, or null where the call asks for something else. */
  list(call: Call, url: string): Reply | null
  /** The texts of an issue's comments, oldest first. */
  of(repo: string, number: number): string[]
  /** Remembers what a call made of a comment. */
  learn(call: Call, reply: Reply): void
  reset(): void
}

/**
 * Comments as GitHub lists them. The emulator has no list of a repository's and ignores `since` in
 * an issue's, so every comment that passes is kept and listed from here.
 */
export function openComments(clock: Clock): Comments {
  const all = new Map<number, Comment>()
  return {
    list(call, url) {
      const [, repo, number] =
        /^\/repos\/(.+?)\/issues\/(?:(\d+)\/)?comments$/.exec(call.path) ?? []
      if (!repo || call.method !== 'GET') return null
      const inRepo = `/repos/${repo}/issues/`
      const since = call.query.get('since') ?? ''
      const by = call.query.get('sort') === 'updated' ? 'updated_at' : 'created_at'
      const turn = call.query.get('direction') === 'desc' ? -1 : 1
      const found = [...all.values()]
        .filter(({ issue_url }) => issue_url.includes(inRepo))
        .filter(({ issue_url }) => !number || issue_url.endsWith(`${inRepo}${number}`))
        .filter(({ updated_at }) => clock.show(updated_at) >= since)
        .toSorted((a, b) => (a[by] < b[by] ? -turn : a[by] > b[by] ? turn : a.id - b.id))
      return pageOf(found, call, url)
    },
    of(repo, number) {
      const place = `/repos/${repo}/issues/${number}`
      const found = [...all.values()].filter(({ issue_url }) => issue_url.endsWith(place))
      return found.map(({ body }) => String(body))
    },
    learn(call, reply) {
      const one = /\/issues\/comments\/(\d+)$/.exec(call.path)?.[1]
      if (call.method === 'DELETE' && one) all.delete(Number(one))
      const made = call.method === 'POST' && /\/issues\/\d+\/comments$/.test(call.path)
      if (reply.status < 300 && (made || (call.method === 'PATCH' && one))) {
        const comment = JSON.parse(reply.body) as Comment
        all.set(comment.id, comment)
      }
    },
    reset: () => all.clear(),
  }
}

function pageOf(found: readonly Comment[], { query, path }: Call, url: string): Reply {
  const size = Number(query.get('per_page') ?? 30)
  const page = Number(query.get('page') ?? 1)
  const next = new URLSearchParams({ ...Object.fromEntries(query), page: String(page + 1) })
  const more = found.length > page * size
  const last = new URLSearchParams(next)
  last.set('page', String(Math.ceil(found.length / size)))
  const link = more
    ? { link: `<${url}${path}?${next}>; rel="next", <${url}${path}?${last}>; rel="last"` }
    : {}
  return json(200, found.slice((page - 1) * size, page * size), link)
}

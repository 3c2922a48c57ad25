import { type Call, json, type Reply, refusal } from './wire.ts'

/** An issue by the emulator's name of its repository. */
interface Place {
  readonly repo: string
  readonly number: number
}

/** Where repositories and issues are now: the emulator can neither rename nor move anything. */
export interface Places {
  /** The call by the emulator's own names, or GitHub's answer: a redirect, a 404 or a 410. */
  find(call: Call): Call | Reply
  /** The answer as GitHub gives it: names as they are now, without what was moved or deleted. */
  show(call: Call, reply: Reply): Reply
  /** A path with a repository's present name in the place of its id. */
  named(path: string): string
  /** The emulator's name of a repository; throws if there is none. */
  inner(name: string): string
  /** A repository's present name by the emulator's. */
  nameOf(repo: string): string
  /** The id of a repository by its present name. */
  idOf(name: string): number
  rename(from: string, to: string): void
  /** Makes a new repository, also under a name that redirects. */
  create(name: string): void
  remove(name: string): void
  /** From now on the issue's address redirects. */
  move(from: Place, to: Place): void
  /** From now on the issue's address is gone. */
  drop(issue: Place): void
  reset(ids: ReadonlyMap<string, number>): void
}

/** The repositories that tests may create, and those that are there from the start. */
export const spareRepos = ['spare-1', 'spare-2', 'spare-3']
const firstRepos = ['acme/shop', 'acme/other']

/** `url` is the API's base. */
export function openPlaces(url: string): Places {
  let ids: ReadonlyMap<string, number> = new Map()
  const names = new Map<string, string>()
  const redirects = new Map<string, string>()
  const moved = new Map<string, Place>()
  const gone = new Set<string>()
  let spares: string[] = []
  return {
    find,
    show,
    named: (path) =>
      path.replace(/^\/repositories\/(\d+)/, (all, id) => {
        const name = nameNow(innerOf(id))
        return name ? `/repos/${name}` : all
      }),
    inner,
    nameOf: presentName,
    idOf: (name) => ids.get(inner(name)) ?? 0,
    rename(from, to) {
      const repo = inner(from)
      names.delete(from)
      redirects.set(from, repo)
      names.set(to, repo)
    },
    create(name) {
      const repo = spares.shift()
      if (!repo) throw new Error('there is no more spare repository')
      redirects.delete(name)
      names.set(name, repo)
    },
    remove: (name) => void names.delete(name),
    move: (from, to) => void moved.set(`${from.repo}#${from.number}`, to),
    drop: ({ repo, number }) => void gone.add(`${repo}#${number}`),
    reset(next) {
      ids = next
      for (const all of [names, redirects, moved, gone]) all.clear()
      for (const name of firstRepos) names.set(name, name)
      spares = spareRepos.map((name) => `acme/${name}`)
    },
  }

  function inner(name: string): string {
    const repo = names.get(name)
    if (!repo) throw new Error(`there is no repository ${name}`)
    return repo
  }

  function innerOf(id: string): string {
    return [...ids].find(([, known]) => known === Number(id))?.[0] ?? ''
  }

  function nameNow(repo: string): string | undefined {
    return [...names].find(([, has]) => has === repo)?.[0]
  }

  function find(call: Call): Call | Reply {
    const [, id, byId = ''] = /^\/repositories\/(\d+)(.*)$/.exec(call.path) ?? []
    const [, name, byName = ''] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(call.path) ?? []
    if (!id && !name) return call
    const repo = id ? innerOf(id) : names.get(name ?? '')
    const old = redirects.get(name ?? '')
    if (!repo && old && nameNow(old)) return redirect(call, old, byName)
    if (!repo || !nameNow(repo)) return refusal(404, 'Not Found')
    return findIssue(call, repo, id ? byId : byName)
  }

  function findIssue(call: Call, repo: string, rest: string): Call | Reply {
    const [, number, part = ''] = /^\/issues\/(\d+)(.*)$/.exec(rest) ?? []
    const to = moved.get(`${repo}#${number}`)
    if (gone.has(`${repo}#${number}`)) return refusal(410, 'This issue was deleted')
    if (to) return redirect(call, to.repo, `/issues/${to.number}${part}`, 301)
    return { ...call, path: `/repos/${repo}${rest}` }
  }

  /** Reads of a renamed repository are answered 301, writes 307; a transferred issue always 301. */
  function redirect(call: Call, repo: string, rest: string, status?: number): Reply {
    const query = call.query.size > 0 ? `?${call.query}` : ''
    const location = `${url}/repositories/${ids.get(repo)}${rest}${query}`
    const words = { message: 'Moved Permanently', url: location }
    return json(status ?? (call.method === 'GET' ? 301 : 307), words, { location })
  }

  function show({ path, method }: Call, reply: Reply): Reply {
    const repo = /^\/repos\/([^/]+\/[^/]+)\/issues(\/comments)?$/.exec(path)?.[1]
    const isList = repo && method === 'GET' && reply.status === 200
    const body = isList && moved.size + gone.size > 0 ? without(repo, reply.body) : reply.body
    return { ...reply, body: body.replace(/acme\/(?:shop|other|spare-\d)\b/g, presentName) }
  }

  function presentName(repo: string): string {
    return nameNow(repo) ?? repo
  }

  function without(repo: string, body: string): string {
    const entries = JSON.parse(body) as { number?: number; issue_url?: string }[]
    const left = entries.filter(({ number, issue_url }) => {
      const place = `${repo}#${number ?? issue_url?.split('/').at(-1)}`
      return !moved.has(place) && !gone.has(place)
    })
    return JSON.stringify(left)
  }
}

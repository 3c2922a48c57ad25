import type { Named } from './projects.ts'
import type { Status } from './workflows.ts'

/** A comment as it is kept. Times are epoch milliseconds. */
export interface Comment {
  readonly id: string
  readonly author: string
  readonly updateAuthor: string
  readonly body: unknown
  readonly created: number
  readonly updated: number
  readonly jsdPublic: boolean
  readonly visibility?: unknown
  readonly properties: Properties
}

/** A file as it is kept. */
export interface Attachment {
  readonly id: string
  readonly filename: string
  readonly mimeType: string
  readonly content: Uint8Array
  readonly author: string
  readonly created: number
}

/** Entity properties by their key. */
export type Properties = Readonly<Record<string, unknown>>

/** An issue as it is kept: never changed, always replaced. Times are epoch milliseconds. */
export interface Issue {
  readonly id: string
  /** The key of its project. */
  readonly project: string
  readonly key: string
  readonly type: Named
  readonly status: Status
  readonly resolution: Named | null
  readonly created: number
  readonly updated: number
  readonly resolved: number | null
  readonly categoryChanged: number
  readonly creator: string
  /** The values of its screens' fields. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly properties: Properties
  readonly comments: readonly Comment[]
  readonly attachments: readonly Attachment[]
  /** Whether a security level keeps the connector's account from it. */
  readonly isSecret?: boolean
}

/** Hears of every change; null is an issue that is not there. `user` is who made it. */
export type Watcher = (before: Issue | null, after: Issue | null, user: string) => void

/** The site's issues, and the search's own idea of them. */
export interface Store {
  /** By its id, its key, or a key it had before it was moved. */
  find(idOrKey: string): Issue | undefined
  all(): Issue[]
  /** Every issue as the index has it: as it was `lagMs` ago, where it was there. */
  indexed(lagMs: number): Issue[]
  add(issue: Issue): Issue
  /** Replaces parts of it, and stamps it as updated now. */
  change(issue: Issue, parts: Partial<Issue>, user: string): Issue
  /** Has it hidden from the connector's account, or shown, as a role does: that is no change of the issue. */
  permit(issue: Issue, isSecret: boolean): void
  remove(issue: Issue, user: string): void
  /** An id nobody has. */
  nextId(): string
  /** The project's next key. */
  nextKey(project: string): string
  /** Gives all issues of a project the keys of its new key. */
  rename(from: string, to: string): void
  /** The next key of the project is its first. */
  countAnew(project: string): void
}

/** Starts empty. */
export function openStore(now: () => number, watch: Watcher): Store {
  const issues = new Map<string, Issue>()
  const ids = new Map<string, string>()
  /** What each was and since when, oldest first. */
  const versions = new Map<string, { readonly since: number; readonly issue: Issue }[]>()
  const numbers = new Map<string, number>()
  /** Keys of projects, by those that they had before. */
  const renamed = new Map<string, string>()
  let lastId = 10_000
  return {
    find: (idOrKey) => issues.get(idOrKey) ?? byKey(idOrKey.toUpperCase()),
    all: () => [...issues.values()],
    indexed(lagMs) {
      const visible = now() - lagMs
      return [...issues.keys()].flatMap((id) => {
        const seen = versions.get(id)?.findLast(({ since }) => since <= visible)
        return seen ? [seen.issue] : []
      })
    },
    add(issue) {
      put(issue, issue.updated)
      watch(null, issue, issue.creator)
      return issue
    },
    change(issue, parts, user) {
      const changed = { ...issue, ...parts, updated: now() }
      put(changed, changed.updated)
      watch(issue, changed, user)
      return changed
    },
    permit: (issue, isSecret) => put({ ...issue, isSecret }, now()),
    remove(issue, user) {
      issues.delete(issue.id)
      watch(issue, null, user)
    },
    nextId: () => String(++lastId),
    nextKey(project) {
      const number = (numbers.get(project) ?? 0) + 1
      numbers.set(project, number)
      return `${project}-${number}`
    },
    rename(from, to) {
      renamed.set(from, to)
      numbers.set(to, numbers.get(from) ?? 0)
      for (const issue of issues.values())
        if (issue.project === from)
          put({ ...issue, project: to, key: renamedKey(issue.key) }, now())
    },
    countAnew: (project) => void numbers.delete(project),
  }

  /** By its key, a key it had before it was moved, or one of a key that its project had. */
  function byKey(key: string): Issue | undefined {
    const id = ids.get(key)
    if (id !== undefined) return issues.get(id)
    const now = renamedKey(key)
    return now === key ? undefined : byKey(now)
  }

  function renamedKey(key: string): string {
    const [project = '', number] = key.split('-')
    return `${renamed.get(project) ?? project}-${number}`
  }

  function put(issue: Issue, since: number): void {
    issues.set(issue.id, issue)
    ids.set(issue.key, issue.id)
    versions.set(issue.id, [...(versions.get(issue.id) ?? []), { since, issue }])
  }
}

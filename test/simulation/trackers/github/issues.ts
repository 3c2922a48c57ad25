/** An issue as it is in the simulated GitHub. */
export interface GithubIssue {
  readonly id: number
  readonly number: number
  readonly repo: Repository
  title: string
  body: string
  state: 'open' | 'closed'
  state_reason: string | null
  labels: string[]
  assignees: string[]
  readonly comments: GithubComment[]
  readonly created_at: number
  updated_at: number
  closed_at: number | null
  isRemoved: boolean
  /** What it became in another repository. */
  movedTo: GithubIssue | null
  /** Whether everybody is answered that it is not there. */
  isHidden: boolean
  /** Whether that was ever so: no list says what changed meanwhile. */
  wasHidden: boolean
  /** Takes no comments. */
  isLocked: boolean
}

export interface GithubComment {
  readonly id: number
  readonly login: string
  body: string
  readonly created_at: number
  updated_at: number
}

export interface Repository {
  readonly id: number
  name: string
  /** Names that lead to it still. */
  readonly formerNames: string[]
  readonly issues: GithubIssue[]
  /** The contents of files on the branch that Lockstep starts, by their paths; null before. */
  files: Map<string, string> | null
  /** Counts changes, for ETags. */
  revision: number
}

/** Whether the issue is among those of its repository. */
export function isThere({ isRemoved, movedTo }: GithubIssue): boolean {
  return !isRemoved && movedTo === null
}

/** GitHub writes whole seconds. */
export function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** The issue as GitHub's API shows it. */
export function presentIssue(api: string, issue: GithubIssue) {
  const { id, number, repo, title, body, state, state_reason, labels, assignees, comments } = issue
  return {
    ...{ id, number, title, body, state, state_reason },
    url: `${api}/repos/${repo.name}/issues/${number}`,
    html_url: `${api}/${repo.name}/issues/${number}`,
    repository_url: `${api}/repos/${repo.name}`,
    user: { login: 'bot' },
    labels: labels.map((name) => ({ name })),
    assignees: assignees.map((login) => ({ login })),
    comments: comments.length,
    created_at: stamp(issue.created_at),
    updated_at: stamp(issue.updated_at),
    closed_at: issue.closed_at === null ? null : stamp(issue.closed_at),
  }
}

/** The comment as GitHub's API shows it. */
export function presentComment(api: string, { repo, number }: GithubIssue, comment: GithubComment) {
  const { id, body, login, created_at, updated_at } = comment
  return {
    ...{ id, body },
    user: { login },
    issue_url: `${api}/repos/${repo.name}/issues/${number}`,
    html_url: `${api}/${repo.name}/issues/${number}#issuecomment-${id}`,
    created_at: stamp(created_at),
    updated_at: stamp(updated_at),
  }
}

/** The key in a text of Lockstep's, or null. */
export function keyIn(text: string): string | null {
  return /<!-- lockstep:([\w-]+) -->\s*$/.exec(text)?.[1] ?? null
}

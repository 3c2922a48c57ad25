import { type Answer, type Asked, serveScanner } from './serve.ts'

/** An issue as AppScan on Cloud holds it. */
export interface AppscanIssue {
  readonly Id: string
  LastUpdated: string
  Status: string
  ExternalId?: string
  Comments?: string[]
}

/** AppScan on Cloud as far as Lockstep uses it: log-in by key, and the issues of a scan or an application in pages. */
export async function startAppscan(issues: readonly AppscanIssue[]) {
  const trouble: Answer[] = []
  const good = new Set<string>()
  let logIns = 0
  let refused = false
  let Expire = '2099-01-01T00:00:00Z'
  const scanner = await serveScanner((asked) => {
    if (asked.path === '/api/v4/Account/ApiKeyLogin') return logIn(asked)
    if (!good.has(String(asked.headers.authorization))) return { status: 401 }
    return trouble.shift() ?? (asked.method === 'PUT' ? change(asked) : list(asked))
  })

  function logIn({ body }: Asked): Answer {
    const { KeyId, KeySecret } = JSON.parse(body)
    if (refused || KeyId !== 'id' || KeySecret !== 'secret') return { status: 401 }
    logIns += 1
    const token = `token-${logIns}`
    good.add(`Bearer ${token}`)
    return { status: 200, body: { Token: token, Expire } }
  }

  function list({ path, query }: Asked): Answer {
    if (!/^\/api\/v4\/Issues\/(ScanExecution|Application)\/[\da-f-]{36}$/.test(path))
      return { status: 404 }
    const since = /^LastUpdated ge (.+)$/.exec(query.get('$filter') ?? '')?.[1] ?? ''
    const found = issues.filter((issue) => String(issue?.LastUpdated ?? '') >= since)
    const skip = Number(query.get('$skip'))
    return { status: 200, body: { Items: found.slice(skip, skip + Number(query.get('$top'))) } }
  }

  /** What the filter selects is changed: all there is where it selects nothing in particular. */
  function change({ path, query, body }: Asked): Answer {
    if (!/^\/api\/v4\/Issues\/Application\/[\da-f-]{36}$/.test(path)) return { status: 404 }
    const id = /^Id eq ([\da-f-]{36})$/.exec(query.get('odataFilter') ?? '')?.[1]
    const selected = issues.filter((issue) => id === undefined || issue?.Id === id)
    const { Status, Comment, ExternalId } = JSON.parse(body)
    for (const issue of selected) {
      if (Status) issue.Status = Status
      if (ExternalId) issue.ExternalId = ExternalId
      if (Comment) issue.Comments = [...(issue.Comments ?? []), Comment]
      issue.LastUpdated = new Date(Date.parse(issue.LastUpdated) + 60_000).toISOString()
    }
    return { status: 200, body: { NUpdatedIssues: selected.length } }
  }

  return {
    ...scanner,
    /** What the next requests for issues meet instead of their answer. */
    trouble,
    /** When the tokens that are handed out from now on say that they end. */
    endAt(time: number) {
      Expire = new Date(time).toISOString()
    },
    /** From now on no token that was handed out is good. */
    expire: () => good.clear(),
    /** From now on the key is refused, or taken again. */
    refuse(on: boolean) {
      refused = on
      good.clear()
    },
  }
}

/** The id of a scan, and of the application that it is of. */
export const scan = 'b9513af1-7fc1-f011-8194-002248e524dc'

/** That many open issues, of different times. */
export function makeAppscanIssues(count: number): AppscanIssue[] {
  return Array.from({ length: count }, (_, n) => ({
    Id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    IssueType: `Issue ${n}`,
    Severity: 'High',
    Status: 'Open',
    ApplicationId: scan,
    LastUpdated: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
  }))
}

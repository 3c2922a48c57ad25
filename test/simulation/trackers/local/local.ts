import type { Reason, Status } from '../../../../src/domain/issue.ts'
import type { SharedDatabase } from '../../process/database.ts'
import type { Seen, Tracker } from '../tracker.ts'
import { openForms, type Send } from './forms.ts'

interface Issue {
  readonly id: string
  readonly project: string
  readonly number: number
  readonly key: string
  readonly title: string
  readonly status: Status
  readonly reason: Reason | null
}

interface Comment {
  readonly id: string
  readonly issue_id: string
  readonly key: string | null
  readonly body: string
}

/** Names of projects are free text. */
const projects = ['Shop', 'Bank & "co" / 100 %'] as const

/** Issues that have no event after a cursor. */
const settled = `select * from local_issues where not exists
  (select 1 from local_events e where e.issue_id = local_issues.id and e.seq > ?)`

/** The embedded tracker: people use its pages, and what they see is read from its tables. */
export function openLocal(database: SharedDatabase, send: Send): Tracker {
  return {
    id: 'local',
    places: [
      { account: 'local', target: projects[0] },
      { account: 'local', target: projects[1] },
    ],
    ...{ server: null, env: {}, secondPlace: null, removed: new Set() },
    ...{ strangers: [], writes: [] },
    isElsewhere: () => false,
    isSame: (from, to) => from === to,
    deeds: openForms(database, send),
    issues: () => all('select * from local_issues'),
    passed: (_, cursor) => all(settled, Number(cursor)),
  }

  function all(text: string, ...params: unknown[]): Seen[] {
    const issues = database.all({ text, params }) as unknown as Issue[]
    const said = database.all({
      text: 'select * from local_comments order by created_at, id',
      params: [],
    }) as unknown as Comment[]
    const byIssue = Map.groupBy(said, ({ issue_id }) => issue_id)
    return issues.map((issue) => seen(issue, byIssue.get(issue.id) ?? []))
  }
}

function seen({ id, project, number, ...issue }: Issue, comments: readonly Comment[]): Seen {
  const { key, title, status, reason } = issue
  const said = comments.map((one) => ({
    ...{ id: one.id, isOurs: one.key !== null, key: one.key, body: one.body },
  }))
  const name = `${project}#${number}`
  return { id, name, key, title, status, reason, comments: said, files: [] }
}

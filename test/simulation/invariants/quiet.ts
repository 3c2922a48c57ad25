import type { Ground } from '../process/deployment.ts'
import type { Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'
import type { Seen } from '../trackers/tracker.ts'
import { filesOf } from './files.ts'
import { orderOf } from './order.ts'
import { paceOf } from './pace.ts'
import { misunderstoodIn } from './understood.ts'
import { wordsOfPeople } from './words.ts'
import { excessOf } from './work.ts'

interface Row {
  readonly id: string
  readonly remote_id: string | null
  readonly remote_key: string | null
  readonly status: string
  readonly reason: string | null
}

const decisionsOfPeople = `select id from history where issue_id = ?
  and (reason like 'closed by a person%' or reason like 'reopened by a person%')`

/** GitHub has no files of issues: a comment links each. */
const linkedFiles = `select a.id from attachments a join issues i on i.id = a.issue_id
  where i.id = ? and i.account = 'github'`

/** All that is not as it must be once nothing is left to do. */
export function violationsAtQuiet(stage: Stage, scenario: Scenario): string[] {
  const { ground, tracker, scanner } = stage
  const rows = ground.database.all({ text: 'select * from issues', params: [] }) as unknown as Row[]
  const issues = tracker.issues()
  const keys = issues.map(({ key }) => key)
  const found: string[] = []
  for (const key of new Set(keys))
    if (keys.filter((one) => one === key).length > 1) found.push(`two issues have the key ${key}`)
  for (const { id, number } of scanner.findings) {
    if (id === null) found.push(`finding ${number} was never taken`)
    else if (!rows.some((row) => row.id === id)) found.push(`finding ${number} is not in the store`)
  }
  for (const row of rows) {
    const issue = issues.find(({ id }) => id === row.remote_id)
    if (issue && tracker.isElsewhere(issue.id, String(row.remote_key)))
      found.push(`${row.remote_key} is ${issue.name} by now`)
    if (issue) found.push(...differences(stage, row, issue))
    else if (!tracker.removed.has(String(row.remote_id))) found.push(`${row.id} is filed nowhere`)
  }
  for (const stranger of tracker.strangers)
    found.push(`wrote to an issue that is not ours: ${stranger}`)
  const broken = ground.database.all({ text: 'select what from broken', params: [] })
  found.push(...broken.map(({ what }) => String(what)).filter((what) => !isTransfer(stage, what)))
  found.push(
    ...refusedIn(ground),
    ...misunderstoodIn(ground),
    ...orderOf(stage),
    ...filesOf(stage),
    ...excessOf(stage),
  )
  return [...found, ...paceOf(stage, scenario)]
}

/** What was transferred was not filed again. */
function isTransfer({ tracker }: Stage, what: string): boolean {
  const [, from, to] = /^an issue was filed again: (\S+) as (\S+)$/.exec(what) ?? []
  return from !== undefined && to !== undefined && tracker.isSame(from, to)
}

function differences({ ground, scanner, people }: Stage, row: Row, issue: Seen): string[] {
  const found: string[] = []
  if (row.status !== issue.status || row.reason !== issue.reason)
    found.push(
      `${issue.name} is ${issue.status} ${issue.reason}, and its row says ${row.status} ${row.reason}`,
    )
  const decided = ground.database.all({ text: decisionsOfPeople, params: [row.id] }).length
  const made = people.decisions.get(issue.key ?? '') ?? 0
  if (decided > made)
    found.push(`${issue.name}: an echo was taken for a person's decision: ${decided}, not ${made}`)
  const text = 'select * from comments where issue_id = ?'
  const comments = ground.database.all({ text, params: [row.id] })
  const { ours, real } = wordsOfPeople(ground, row.id, issue)
  if (ours !== real) found.push(`${issue.name}: people said ${real}, and the mirror has ${ours}`)
  const own = issue.comments.filter(({ isOurs }) => isOurs)
  const written = [
    ...comments.filter(({ origin }) => origin !== 'person'),
    ...ground.database.all({ text: linkedFiles, params: [row.id] }),
  ]
  for (const { id } of written) {
    const count = own.filter(({ key }) => key === id).length
    if (count !== 1) found.push(`${issue.name}: a comment of ours is there ${count} times`)
  }
  if (own.length !== written.length)
    found.push(`${issue.name}: ${own.length} comments of ours, not ${written.length}`)
  for (const { text: words, accepted } of scanner.said.filter(
    ({ finding }) => finding.id === row.id,
  )) {
    const count = written.filter(({ body }) => body === words).length
    if (count > 1 || (accepted && count === 0)) found.push(`"${words}" is there ${count} times`)
  }
  return found
}

/** Whatever goes wrong inside is answered 503, so that its sender tries again: only the log says if the store refused it. */
function refusedIn({ logged }: Ground): string[] {
  return logged.filter((line) => /a request failed.*constraint failed/.test(line))
}

import type { Stage } from '../stage.ts'
import type { Seen } from '../trackers/tracker.ts'

interface Row {
  readonly id: string
  readonly remote_id: string | null
  readonly issue: string
  readonly account: string
}

const text = `select a.id, a.remote_id, i.remote_id as issue, i.account from attachments a
  join issues i on i.id = a.issue_id where a.title = ?`

/**
 * A file that was accepted is kept once, and one whose answer was lost at most once. It is in its issue once, unless people
 * took it off.
 */
export function filesOf({ ground, scanner, tracker, people }: Stage): string[] {
  const issues = new Map(tracker.issues().map((issue) => [issue.id, issue]))
  return scanner.attached.flatMap(({ text: title, accepted }) => {
    const rows = ground.database.all({ text, params: [title] }) as unknown as Row[]
    if (rows.length > 1 || (accepted && rows.length === 0))
      return [`the file ${title} is kept ${rows.length} times`]
    return rows.flatMap((row) => {
      const issue = issues.get(row.issue)
      if (!issue) return []
      if (row.remote_id === null) return [`${issue.name}: the file ${title} is not there`]
      const found = row.account === 'github' ? linksTo(issue, title, row) : idsOf(issue, title, row)
      if (found.length === 1 && found[0]) return []
      const isOff = found.length === 0 && people.detached.has(title)
      return isOff ? [] : [`${issue.name}: the file ${title} is there ${found.length} times`]
    })
  })
}

/** Whether each file of that title is the one that we know. The embedded tracker keeps the only copy. */
function idsOf({ files }: Seen, title: string, { account, remote_id }: Row): boolean[] {
  if (account === 'local') return [true]
  return files.filter((file) => file.title === title).map(({ id }) => id === remote_id)
}

/** GitHub has no files of issues: comments link them. */
function linksTo({ comments }: Seen, title: string, { id }: Row): boolean[] {
  return comments.filter(({ body }) => body.includes(title)).map(({ key }) => key === id)
}

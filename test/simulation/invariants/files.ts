import type { Stage } from '../stage.ts'

const text = `select a.id, a.remote_id, i.remote_id as issue, i.account from attachments a
  join issues i on i.id = a.issue_id where a.title = ?`

/**
 * A file that was accepted is kept once, and one whose answer was lost at most once. GitHub has no files of issues: there it
 * is linked once in its issue.
 */
export function filesOf({ ground, scanner, tracker }: Stage): string[] {
  const issues = new Map(tracker.issues().map((issue) => [issue.id, issue]))
  return scanner.attached.flatMap(({ text: title, accepted }) => {
    const rows = ground.database.all({ text, params: [title] })
    if (rows.length > 1 || (accepted && rows.length === 0))
      return [`the file ${title} is kept ${rows.length} times`]
    return rows.flatMap((row) => {
      const issue = issues.get(String(row.issue))
      if (!issue) return []
      if (row.remote_id === null) return [`${issue.name}: the file ${title} is not there`]
      if (row.account !== 'github') return []
      const links = issue.comments.filter(({ body }) => body.includes(title))
      const isLinked = links.length === 1 && links[0]?.key === row.id
      return isLinked ? [] : [`${issue.name}: the file ${title} is linked ${links.length} times`]
    })
  })
}

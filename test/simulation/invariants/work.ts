import type { Stage } from '../stage.ts'

const text = `select count(*) as count from jobs
  where issue_id = ? and kind in ('create', 'update', 'comment', 'attach')`

/** What one thing that is said or done may lead to: a state, and a comment that explains it. */
const mostOfChange = 2

/** No more is written to an issue than scanners and people gave cause for: nothing of ours is answered by more of ours. */
export function excessOf({ ground, scanner, people, tracker }: Stage): string[] {
  const issues = new Map(tracker.issues().map((issue) => [issue.key, issue]))
  return scanner.findings.flatMap(({ id, messages, number }) => {
    if (id === null) return []
    const causes = messages + (people.decisions.get(issues.get(id)?.id ?? '') ?? 0)
    const count = Number(ground.database.all({ text, params: [id] })[0]?.count)
    return count > mostOfChange * causes
      ? [`finding ${number} has ${count} writes for ${causes} changes`]
      : []
  })
}

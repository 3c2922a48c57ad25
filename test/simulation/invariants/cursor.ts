import type { CursorMove } from '../process/database.ts'
import type { Stage } from '../stage.ts'
import { wordsOfPeople } from './words.ts'

const text = `select id, remote_id, remote_status, remote_reason from issues
  where account || ':' || target = ? and remote_id is not null and gone_at is null
    and missing_at is null and not exists
      (select 1 from jobs where issue_id = issues.id and state <> 'done')`

/** No cursor passes a change that is not applied, unless a job will still look at the issue. */
export function passedBy(
  { ground, tracker }: Pick<Stage, 'ground' | 'tracker'>,
  { destination, cursor }: CursorMove,
): string[] {
  const rows = ground.database.all({ text, params: [destination] })
  return tracker.passed(destination, cursor).flatMap((issue) => {
    const row = rows.find(({ remote_id }) => remote_id === issue.id)
    if (!row) return []
    const { ours, real } = wordsOfPeople(ground, String(row.id), issue)
    const isKnown = row.remote_status === issue.status && row.remote_reason === issue.reason
    return isKnown && ours === real
      ? []
      : `the cursor of ${destination} has passed a change of ${issue.name} that is not applied`
  })
}

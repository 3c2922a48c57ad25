import type { Ground } from '../process/deployment.ts'
import type { Seen } from '../trackers/tracker.ts'

const text = `select body from comments
  where issue_id = ? and origin = 'person' and deleted_at is null`

/** What people said about an issue: as the store mirrors it, and as it really is. */
export function wordsOfPeople(
  { database }: Pick<Ground, 'database'>,
  id: string,
  { comments }: Seen,
): { readonly ours: string; readonly real: string } {
  const mirrored = database.all({ text, params: [id] })
  return {
    ours: joined(mirrored.map(({ body }) => String(body))),
    real: joined(comments.filter(({ isOurs }) => !isOurs).map(({ body }) => body)),
  }
}

function joined(bodies: readonly string[]): string {
  return bodies.toSorted().join('|')
}

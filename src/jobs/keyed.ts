import type { Issue } from '../../db/issues.ts'
import type { Job } from '../../db/jobs.ts'
import type { Keyed } from '../domain/issue.ts'

/** The key that whatever a job makes carries, and whether an earlier attempt may have made it. */
export function keyed(key: string, { outcomeUnknown, firstAttemptAt, createdAt }: Job): Keyed {
  return { key, uncertain: outcomeUnknown, since: firstAttemptAt ?? createdAt }
}

/** The key that the tracker's issue carries: our issue's id, with a number once it has been filed anew. */
export function issueKey({ id, generation }: Pick<Issue, 'id' | 'generation'>): string {
  return generation === 1 ? id : `${id}-${generation}`
}

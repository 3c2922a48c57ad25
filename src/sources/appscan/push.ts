import { z } from 'zod'
import { TrackerError } from '../../domain/errors.ts'
import type { State } from '../../domain/issue.ts'
import type { SourceChange } from '../../domain/work.ts'
import { oneLine } from '../../text/truncate.ts'

/** The most that AppScan takes. */
const commentLimit = 2048
const externalIdLimit = 1024

/**
 * The request that changes exactly one issue of an application. The filter selects the issues, and an empty one would select
 * all: it is always one checked UUID. Throws TrackerError if there is none.
 */
export function pushRequest(
  { key, project }: { readonly key: string; readonly project: string },
  { state, comment, link }: SourceChange,
): { path: string; body: Readonly<Record<string, string>> } {
  const isId = (text: string) => z.guid().safeParse(text).success
  if (!isId(key) || !isId(project))
    throw new TrackerError('rejected', 'not sent: AppScan needs the ids of issue and application')
  const query = new URLSearchParams({ odataFilter: `Id eq ${key}`, applyPolicies: 'None' })
  return {
    path: `/api/v4/Issues/Application/${project}?${query}`,
    body: {
      ...(state && { Status: statusOf(state) }),
      ...(comment && { Comment: oneLine(comment, commentLimit) }),
      ...(link && { ExternalId: oneLine(link, externalIdLimit) }),
    },
  }
}

/** `Noise` is the only status that keeps what is not to be fixed from coming back. */
function statusOf({ status, reason }: State): string {
  if (status === 'open') return 'Reopened'
  return reason === 'completed' ? 'Fixed' : 'Noise'
}

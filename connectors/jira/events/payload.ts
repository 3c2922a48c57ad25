import { z } from 'zod'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { refOf } from './events.ts'
import { id } from './schema.ts'

/** The part that every message about an issue has. If the rest is odd, the issue is read from Jira. */
export const Payload = z.object({
  webhookEvent: z.string(),
  timestamp: z.number().optional().catch(undefined),
  issue: z.object({ id, key: z.string() }).optional().catch(undefined),
  comment: z
    .object({ id, self: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
})
export type Payload = z.infer<typeof Payload>

/** The issue that a message is about. A comment may come without its issue, whose id its address has. */
export function issueIn({ issue, comment }: Payload): RemoteRef | null {
  if (issue) return refOf(issue)
  const [, id] = /\/issue\/(\d+)\/comment\//.exec(comment?.self ?? '') ?? []
  return id ? { id, key: '', target: '' } : null
}

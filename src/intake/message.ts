import { uuidv7 } from 'uuidv7'
import type { Statement } from '../../db/store.ts'
import { type InboxRow, insertInbox } from '../../db/tables/inbox.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { unchangedSince } from '../../db/tables/sightings.ts'
import type { Deps } from '../deps.ts'

/** An inbound message, as the inbox keeps it. */
export interface Message {
  /** Who sent it: `kondukto`, a scanner, or a tracker's account. */
  readonly source: string
  /** The sender's own id of it; null if it has none. */
  readonly eventKey: string | null
  /** Only headers that prove no identity. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** SHA-256 of the body, if the sender gives messages no id. */
  readonly digest?: string | null
}

/** A longer body is not kept. */
const keptLength = 100_000

/** The inbox's row of a message, with what became of it. Of a message that says nothing new the body is not kept. */
export function messageWrite(
  deps: Deps,
  message: Message,
  came: Pick<InboxRow, 'outcome' | 'reason'> & {
    readonly issueId?: string | null
    /** The issue as it was read, if the message says nothing new about it. */
    readonly unchanged?: Issue
  },
): Statement {
  const { outcome, reason, unchanged, issueId = unchanged?.id ?? null } = came
  const { source, eventKey, headers } = message
  const isKept = !unchanged && (message.body?.length ?? 0) <= keptLength
  const now = deps.now()
  return insertInbox(deps.db, {
    ...{ id: uuidv7(), source, eventKey, issueId, requestId: null, headers: { ...headers } },
    ...{ body: isKept ? message.body : null, outcome, reason },
    at: unchanged ? unchangedSince(unchanged, now) : now,
  })
}

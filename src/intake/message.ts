import type { Statement } from '../../db/store.ts'
import {
  countRefused,
  type InboxRow,
  insertInbox,
  insertWithoutNews,
} from '../../db/tables/inbox.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { newId } from '../platform/new-id.ts'

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
  const row = {
    ...{ id: newId(), source, eventKey, issueId, requestId: deps.requestId, address: null },
    ...{ headers: { ...headers }, body: isKept ? message.body : null, outcome, reason, count: 1 },
    at: deps.now(),
  }
  return unchanged ? insertWithoutNews(deps.db, row, unchanged) : insertInbox(deps.db, row)
}

/** A message that was refused. */
export interface Refused extends Pick<Message, 'source' | 'headers' | 'body'> {
  /** The HTTP status of the answer. */
  readonly status: number
  readonly reason: string
  /** Where it came from. */
  readonly address: string
  readonly issueId: string | null
}

const reasonLength = 500

/** Keeps a row of a refused message. Of many in an hour, one row counts those that have none. */
export async function writeRefused(deps: Deps, refused: Refused): Promise<void> {
  const { source, status, reason, address, issueId, headers, body } = refused
  // A sender that goes on guessing gets 429.
  const row = deps.refusals.rowFor(`${source} ${status === 429 ? 403 : status}`)
  if (!row) return
  const message = {
    ...{ ...row, source, issueId, address, headers: { ...headers }, requestId: deps.requestId },
    ...{ eventKey: null, outcome: 'refused' as const, at: deps.now() },
    body: body && body.length <= keptLength ? body : null,
    reason: reason.slice(0, reasonLength),
  }
  await deps.db.atomic([countRefused(deps.db, message)])
}

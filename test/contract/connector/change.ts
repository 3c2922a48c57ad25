import type { Connector } from '../../../connectors/connector.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { Written } from '../../../src/domain/ownership.ts'
import type { FieldValues, IssueChange } from '../../../src/domain/writes.ts'
import { type WrittenChange, writeChange } from '../../../src/jobs/change/write.ts'
import { issueChange, soon } from './drafts.ts'

/** What fields were when we wrote them, what they are to be, and what else is to change. */
export interface FieldChange extends Partial<IssueChange> {
  readonly was?: FieldValues
  readonly now: FieldValues
  /** Hashes of what we wrote; without them it is what today's code makes of `was`. */
  readonly written?: Written
  readonly lastAssignee?: string
}

/** Changes fields of an issue as the update job does: those that are still ours. */
export function changeFields(
  connector: Connector,
  issue: RemoteRef,
  { was = {}, now, written = {}, lastAssignee = '', ...change }: FieldChange,
): Promise<WrittenChange> {
  const before = async () => was
  const plan = { change: issueChange(change), wanted: now, before, written, lastAssignee }
  return writeChange(connector, issue, plan, soon())
}

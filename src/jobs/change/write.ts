import type { Account } from '../../deps.ts'
import type { RemoteIssue, RemoteRef } from '../../domain/issue.ts'
import {
  assigneesToWrite,
  decideFields,
  hashesOf,
  type OwnedField,
  ourAssignee,
  pick,
  type Written,
} from '../../domain/ownership.ts'
import type { FieldValues, IssueChange } from '../../domain/writes.ts'
import { inTurn } from '../../platform/yield.ts'

/** A change of an issue in its tracker, and what is known of the fields that it would change. */
export interface PlannedChange {
  /** What is written whoever owns the fields. */
  readonly change: IssueChange
  /** The wanted values of fields, if they are still ours. */
  readonly wanted: FieldValues
  /** Returns their earlier values. Called for an issue of which no hash is kept yet. */
  before(): Promise<FieldValues>
  readonly written: Written
  /** Whom we last assigned; empty for no person. */
  readonly lastAssignee: string
}

/** The result of a change. */
export interface WrittenChange {
  /** Null if there was nothing to write. */
  readonly remote: RemoteIssue | null
  /** The hashes to keep from now on. */
  readonly written: Written
  /** Whom we have assigned now; absent if that is as it was. */
  readonly assigned?: string
  /** Whether the wanted body is there and did not fit. */
  readonly cut: boolean
}

/** Writes a change: of its fields those that are still as we wrote them. Reads the issue first if there are any. */
export async function writeChange(
  connector: Account['connector'],
  issue: RemoteRef,
  plan: PlannedChange,
  signal: AbortSignal,
): Promise<WrittenChange> {
  const { change, wanted, written } = plan
  if (Object.keys(wanted).length === 0)
    return { remote: await connector.update(issue, change, signal), written, cut: false }
  const has = await connector.fields(issue, signal)
  const ask = (values: FieldValues) =>
    inTurn(values.body?.length ?? 0, () =>
      connector.formsOf(has.issue, { key: change.key, options: change.options, values }, signal),
    )
  const wants = await ask(wanted)
  const hashes = { has: await hashesOf(has.forms), wants: await hashesOf(wants.forms) }
  const unknown = (Object.keys(wants.forms) as OwnedField[]).filter((field) => !written[field])
  const older = unknown.length > 0 ? await ask(pick(await plan.before(), unknown)) : { forms: {} }
  const last = { ...(await hashesOf(older.forms)), ...written }
  const { write, kept } = decideFields({ ...hashes, last })
  const people = { has: has.assignees, last: plan.lastAssignee, wanted: wants.assignee ?? '' }
  const assignees = wants.assignee === undefined ? null : assigneesToWrite(people)
  const footer = write.includes('body') ? pick(wanted, ['footer']) : {}
  const whole = { ...change, ...pick(wanted, write), ...footer, ...(assignees && { assignees }) }
  const isNews = write.length > 0 || assignees !== null || hasMore(change)
  const remote = isNews ? await connector.update(issue, whole as IssueChange, signal) : null
  const refused = write.filter((field) => remote?.forms?.[field] === undefined)
  const now = Object.entries(kept).filter(([field]) => !refused.includes(field as OwnedField))
  const assigned =
    wants.assignee === undefined
      ? undefined
      : ourAssignee({ ...people, has: remote?.assignees ?? has.assignees }, assignees !== null)
  return {
    remote,
    written: { ...written, ...Object.fromEntries(now) },
    ...(assigned !== undefined && { assigned }),
    cut: wants.cut && kept.body !== undefined,
  }
}

/** Whether a change writes something beside fields that people may own. */
function hasMore({ state, addLabels = [], removeLabels = [] }: IssueChange): boolean {
  return state !== undefined || addLabels.length + removeLabels.length > 0
}

import { assigneeFor } from '../../domain/draft.ts'
import type { Change, QueuedChange } from '../../domain/work.ts'
import type { FieldValues } from '../../domain/writes.ts'
import { inTurn } from '../../platform/yield.ts'
import { defang } from '../../text/defang.ts'
import { footerFor, issueKey, optionsFor } from '../connector-input.ts'
import type { IssueAttempt } from '../issue-work.ts'
import type { PlannedChange } from './write.ts'

/** What a job writes, and what is known of the fields: their hashes, or what they were before. */
export async function planOf(attempt: IssueAttempt<QueuedChange>): Promise<PlannedChange> {
  const { deps, issue, account, payload } = attempt
  const { title, body: _, severity, dueDate, assignee, ...rest } = payload
  const body = bodyIn(attempt)
  const { dialect } = account.connector
  const fields = async (age: keyof Change<string>): Promise<FieldValues> => ({
    ...(title && { title: title[age] }),
    ...(body && { body: await inTurn(body[age].length, () => defang(body[age], dialect)) }),
    ...(severity && { severity: severity[age] }),
    ...(dueDate && { dueDate: dueDate[age] }),
  })
  const person = assignee && assigneeFor(assignee, account.id, deps.config.assignees)
  const { leftOut, ...written } = issue.written ?? {}
  const options = optionsFor(deps, issue)
  return {
    change: { key: issueKey(issue), options, ...rest, ...(leftOut && { leftOut }) },
    wanted: {
      ...(await fields('now')),
      ...(body && { footer: footerFor(deps, issue, account) }),
      ...(person !== undefined && { assignee: person }),
    },
    before: () => fields('was'),
    written,
    lastAssignee: issue.ourAssignee,
  }
}

/** A tracker without due dates has them in the text. */
function bodyIn({ issue, account, payload }: IssueAttempt<QueuedChange>) {
  const isInText = payload.dueDate && !account.definition.capabilities.dueDates
  return payload.body ?? (isInText ? { was: issue.body, now: issue.body } : undefined)
}

import { uuidv7 } from 'uuidv7'
import { issues } from '../../../db/schema/index.ts'
import type { Db, Statement } from '../../../db/store.ts'
import type { InboxRow } from '../../../db/tables/inbox.ts'
import { type Issue, unwritten } from '../../../db/tables/issues.ts'
import { destinationId } from '../../../db/tables/queue/destinations.ts'

export const account = 'github'
export const target = 'acme/shop'
export const destination = destinationId(account, target)
export const now = 1_000_000

/** An issue that is stored nowhere yet. */
export function makeIssue(issue: Partial<Issue>): Issue {
  return {
    id: uuidv7(),
    source: 'kondukto',
    sourceKey: uuidv7(),
    account,
    target,
    ...unwritten,
    status: 'open',
    reason: null,
    statusAt: now,
    decidedBy: 'scanner',
    lastReport: { verdict: 'open', reason: '', by: 'Kondukto', asked: true },
    lastReportAt: now,
    title: 'title',
    body: 'body',
    labels: [],
    ourLabels: [],
    severity: null,
    assignee: { email: '', username: '' },
    dueDate: '',
    link: '',
    place: '',
    project: 'shop',
    createdAt: now,
    updatedAt: now,
    ...issue,
  }
}

/** Adds the issue as it is, filed or not. */
export function storeIssue(db: Db, issue: Issue): Statement {
  return db.query.insert(issues).values(issue)
}

/** A message that came in, and has no key. */
export function messageOf(): InboxRow {
  return {
    id: uuidv7(),
    source: 'github',
    eventKey: null,
    issueId: null,
    requestId: null,
    address: null,
    count: 1,
    headers: {},
    body: null,
    outcome: 'accepted',
    reason: 'x',
    at: now,
  }
}

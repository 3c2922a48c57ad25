import { uuidv7 } from 'uuidv7'
import type { InboxRow } from '../../../db/tables/inbox.ts'
import type { Issue } from '../../../db/tables/issues.ts'
import { destinationId } from '../../../db/tables/queue/destinations.ts'
import { unfiled } from '../../../db/tables/remote.ts'

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
    generation: 1,
    ...unfiled,
    status: 'open',
    reason: null,
    statusAt: now,
    decidedBy: 'scanner',
    lastReport: { verdict: 'open', reason: '', by: 'Kondukto', asked: true },
    lastReportAt: now,
    goneAt: null,
    missingAt: null,
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
    version: 0,
    ...issue,
  }
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

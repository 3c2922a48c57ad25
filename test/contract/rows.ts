import { uuidv7 } from 'uuidv7'
import { laneId } from '../../db/accounts.ts'
import { type Issue, unfiled } from '../../db/issues.ts'

export const account = 'github'
export const target = 'acme/shop'
export const lane = laneId(account, target)
export const now = 1_000_000

/** An issue that is stored nowhere yet. */
export function makeIssue(issue: Partial<Issue>): Issue {
  return {
    id: uuidv7(),
    source: 'kondukto',
    sourceKey: uuidv7(),
    tracker: account,
    target,
    generation: 1,
    ...unfiled,
    status: 'open',
    reason: null,
    statusAt: now,
    decidedBy: 'scanner',
    said: { verdict: 'open', reason: '', by: 'Kondukto', asked: true },
    saidAt: now,
    goneAt: null,
    title: 'title',
    body: 'body',
    labels: [],
    ourLabels: [],
    severity: null,
    assignee: { email: '', username: '' },
    dueDate: '',
    project: 'shop',
    createdAt: now,
    updatedAt: now,
    version: 0,
    ...issue,
  }
}

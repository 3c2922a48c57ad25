import { TrackerError } from '../../../src/domain/errors.ts'
import type { RemoteIssue, RemoteRef } from '../../../src/domain/issue.ts'
import { nameIn } from '../../../src/domain/ownership.ts'
import { readAnswer } from '../../kit/answer.ts'
import { stateOf } from '../events/events.ts'
import { ApiIssue } from '../schema.ts'

/** Reads GitHub's answer about an issue. `what` names the issue. */
export function readApiIssue(answer: unknown, what: string): ApiIssue {
  return readAnswer(ApiIssue, answer, `GitHub's answer about ${what}`)
}

/** The answer, if it is about the issue that was meant: a transferred issue lives on under another id. */
export function sameIssue({ target, id, key }: RemoteRef, answer: unknown): ApiIssue {
  const issue = readApiIssue(answer, `${target}#${key}`)
  if (String(issue.id) === id) return issue
  throw new TrackerError('missing', `${target}#${key} is another issue now: ${issue.html_url}`)
}

/** The issue after a write. */
export function remoteIssue(target: string, issue: ApiIssue, cut: boolean): RemoteIssue {
  return {
    target,
    id: String(issue.id),
    key: String(issue.number),
    url: issue.html_url,
    assignees: loginsOf(issue),
    cut,
    state: stateOf(issue),
    at: Date.parse(issue.updated_at),
  }
}

/** The logins of an issue's assignees. */
export function loginsOf({ assignees }: ApiIssue): readonly string[] {
  return (assignees ?? []).map(({ login }) => login)
}

/** Returns what GitHub did not take, in words. It silently drops labels and assignees if the user may not push. */
export function droppedFrom(
  issue: ApiIssue,
  { labels, login }: { labels: readonly string[]; login: string | null },
): string[] {
  const names = issue.labels.map((label) =>
    typeof label === 'string' ? label : (label.name ?? ''),
  )
  const lost = labels.filter((label) => !nameIn(names, label)).map((label) => `label ${label}`)
  const isDropped = login && !nameIn(loginsOf(issue), login)
  return isDropped ? [...lost, `assignee ${login}`] : lost
}

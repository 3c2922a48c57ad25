import { getIssue } from 'jira.js/cloud'
import type { IssueEvent } from '../../../src/domain/events.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { readAnswer } from '../../kit/answer.ts'
import { issueEvent, issueFields } from '../events/events.ts'
import { Issue } from '../events/schema.ts'
import type { JiraAccount } from '../login/account.ts'

/** The issue as it is now, by its id, which stays when it is moved; by its key where we do not know that yet. */
export async function readIssue(
  account: JiraAccount,
  { id, key }: Pick<RemoteRef, 'id' | 'key'>,
  signal: AbortSignal,
): Promise<IssueEvent> {
  const found = await getIssue(account.api(signal), {
    issueIdOrKey: id || key,
    fields: issueFields,
  })
  const read = readAnswer(Issue, found, `Jira's answer about ${key || id}`)
  return issueEvent(await account.site(signal), read)
}

/** Finds the issue that a page shows, by the page's address; null for the address of anything else, which costs no call. */
export async function findByUrl(
  open: (signal: AbortSignal) => Promise<JiraAccount>,
  url: string,
  signal: AbortSignal,
): Promise<IssueEvent | null> {
  const page = URL.parse(url)
  // A board and a queue show an issue beside themselves.
  const beside = page?.searchParams.get('selectedIssue') ?? ''
  const [, inPath] = /\/(?:browse|issues)\/([^/]+)\/?$/.exec(page?.pathname ?? '') ?? []
  const [key] = /^[A-Z][A-Z0-9_]+-\d+$/.exec((inPath ?? beside).toUpperCase()) ?? []
  if (!key) return null
  const account = await open(signal)
  const site = URL.parse((await account.site(signal)).url)
  return page?.host === site?.host ? readIssue(account, { id: '', key }, signal) : null
}

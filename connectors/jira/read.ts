import { getIssue } from 'jira.js/cloud'
import type { IssueEvent, RemoteRef } from '../../src/domain/issue.ts'
import type { JiraAccount } from './account.ts'
import { Issue, issueEvent, issueFields } from './events.ts'

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
  return issueEvent(await account.site(signal), Issue.parse(found))
}

/** The issue that a page's address shows; null for the address of anything else. */
export async function findByUrl(
  account: JiraAccount,
  url: string,
  signal: AbortSignal,
): Promise<IssueEvent | null> {
  const page = URL.parse(url)
  const site = URL.parse(await account.site(signal))
  const path = page?.pathname.slice(site?.pathname.replace(/\/$/, '').length) ?? ''
  const [, key] = /\/(?:browse|issues)\/([A-Z][A-Z0-9_]+-\d+)\/?$/.exec(path) ?? []
  if (!key || page?.host !== site?.host) return null
  return readIssue(account, { id: '', key }, signal)
}

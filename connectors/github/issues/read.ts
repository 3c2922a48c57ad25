import { TrackerError } from '../../../src/domain/errors.ts'
import type { IssueEvent } from '../../../src/domain/events.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { readAnswer } from '../../kit/answer.ts'
import { addressOf, type GithubAccount } from '../account.ts'
import { issueEvent } from '../events/events.ts'
import { ApiIssue } from '../schema.ts'

/**
 * Reads the issue as it is now. GitHub redirects from a transferred issue to where it is now, with a
 * new id and number: that one is returned, under its new repository.
 */
export async function readIssue(
  account: GithubAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<IssueEvent> {
  const address = await addressOf(account, issue, signal)
  const { data, url } = await account.client.rest.issues.get(address)
  const found = readAnswer(ApiIssue, data, `GitHub's answer about ${issue.target}#${issue.key}`)
  const event = issueEvent(issue.target, found)
  const target = targetOf(found.repository_url ?? '')
  if (issue.id && event.issue.id === issue.id) await account.names.learn(issue.target, target)
  if (!issue.id || event.issue.id === issue.id) return event
  if (url.endsWith(`/repositories/${address.repository_id}/issues/${issue.key}`))
    throw new TrackerError('missing', `${issue.target}#${issue.key} is another issue now`)
  return { ...event, issue: { ...event.issue, target } }
}

/**
 * Finds the issue that a page shows, by the page's address. Returns null for the address of anything
 * else; throws `rejected` for a pull request.
 */
export async function findByUrl(
  account: GithubAccount,
  api: string,
  url: string,
  signal: AbortSignal,
): Promise<IssueEvent | null> {
  const page = URL.parse(url)
  const [, target, key] =
    /^\/([\w.-]+\/[\w.-]+)\/issues\/(\d+)\/?$/.exec(page?.pathname ?? '') ?? []
  if (!target || !key || page?.host !== siteOf(api)) return null
  await account.repositories.confirm(target, signal)
  const event = await readIssue(account, { target, id: '', key }, signal)
  if (event.url.includes('/pull/'))
    throw new TrackerError('rejected', 'This is a pull request, not an issue.')
  return event
}

/**
 * The host of the pages. In the cloud the API has a host of its own: api.github.com, or
 * api.SUBDOMAIN.ghe.com with data residency.
 */
export function siteOf(api: string): string {
  return new URL(api).host.replace(/^api\.(github\.com|[\w-]+\.ghe\.com)$/, '$1')
}

/** The repository's name, by its address in the API. */
export function targetOf(repositoryUrl: string): string {
  return repositoryUrl.split('/').slice(-2).join('/')
}

import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../src/domain/errors.ts'
import type { IssueEvent, RemoteRef } from '../../src/domain/issue.ts'
import { addressOf } from './calls.ts'
import { type ApiIssue, issueEvent } from './events.ts'

/** The issue as it is now. One that was transferred is found by GitHub's redirect, under its new repository. */
export async function readIssue(
  client: Octokit,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<IssueEvent> {
  const { data } = await client.rest.issues.get(addressOf(issue, signal))
  const event = issueEvent(issue.target, data as ApiIssue)
  // A renamed repository keeps its old name here, which goes on to work; only a new id is another issue.
  if (!issue.id || event.issue.id === issue.id) return event
  return { ...event, issue: { ...event.issue, target: targetOf(data.repository_url) } }
}

/** The issue that a page's address shows; null for the address of anything else. */
export async function findByUrl(
  client: Octokit,
  api: string,
  url: string,
  signal: AbortSignal,
): Promise<IssueEvent | null> {
  const page = URL.parse(url)
  const [, target, key] =
    /^\/([\w.-]+\/[\w.-]+)\/issues\/(\d+)\/?$/.exec(page?.pathname ?? '') ?? []
  if (!target || !key || page?.host !== siteOf(api)) return null
  const event = await readIssue(client, { target, id: '', key }, signal)
  if (event.url.includes('/pull/'))
    throw new TrackerError('rejected', 'This is a pull request, not an issue.')
  return event
}

/** The host of the pages: in the cloud the API has one of its own. */
function siteOf(api: string): string {
  return new URL(api).host.replace(/^api\.github\.com$/, 'github.com')
}

function targetOf(repositoryUrl: string): string {
  return repositoryUrl.split('/').slice(-2).join('/')
}

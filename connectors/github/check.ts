import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../src/domain/errors.ts'
import { repoOf } from './calls.ts'

/**
 * Throws unless issues can be filed in the repository, as far as reading tells. The answer's
 * `permissions` do not: they are the user's and not the token's, all false for an App, and reading
 * is enough to file an issue.
 */
export async function checkRepo(
  client: Octokit,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const { data, headers } = await client.rest.repos.get(repoOf(target, signal)).catch((error) => {
    if (!(error instanceof TrackerError && error.kind === 'missing')) throw error
    const message = `${target} is not there, or the log-in may not see it (${error.message})`
    throw new TrackerError('missing', message, { cause: error })
  })
  if (data.archived) throw new TrackerError('rejected', `${target} is archived`)
  if (!data.has_issues) throw new TrackerError('rejected', `In ${target} issues are turned off`)
  // Classic tokens alone have scopes; for others GitHub sends nothing here.
  const scopes = String(headers['x-oauth-scopes'] ?? '')
    .split(/,\s*/)
    .filter(Boolean)
  const enough = scopes.includes('repo') || (!data.private && scopes.includes('public_repo'))
  if (scopes.length > 0 && !enough) {
    throw new TrackerError('forbidden', `The token's scopes (${scopes}) do not include repo`)
  }
}

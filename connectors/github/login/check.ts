import { TrackerError } from '../../../src/domain/errors.ts'
import type { GithubAccount } from '../account.ts'
import { getRepository } from '../repository/get-repository.ts'

/**
 * Throws unless issues can be filed in the repository, as far as reading shows. The answer's
 * `permissions` do not: they are the user's and not the token's, all false for an App, and reading
 * is enough to file an issue.
 */
export async function checkRepo(
  { client, repositories }: GithubAccount,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const { data, headers } = await getRepository(client, target, { signal })
  await repositories.compare(target, data)
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

import { TrackerError } from '../../../src/domain/errors.ts'
import { type GithubAccount, repositoryCall } from '../account.ts'

/** Who speaks for a repository: https://docs.github.com/graphql/reference/enums#commentauthorassociation */
const insiders = ['OWNER', 'MEMBER', 'COLLABORATOR']

/**
 * Throws `rejected` if the repository is public and neither route nor settings allow that. Runs before every write that
 * shows something of a finding.
 */
export async function refusePublic(
  account: GithubAccount,
  target: string,
  { options }: { readonly options: Readonly<Record<string, unknown>> },
  signal: AbortSignal,
): Promise<void> {
  const isAllowed = options.public ?? account.mayBePublic
  if (isAllowed === true || !(await isPublicNow(account, target, signal))) return
  throw new TrackerError(
    'rejected',
    `${target} is public: anybody could read what is written there. If that is meant, add "public: true" to the route's "to", or set GITHUB_PUBLIC=true if there is no routes file.`,
  )
}

/** Whether anybody can read the repository, by an answer of the last minute. Its name may belong to another one. */
async function isPublicNow(
  { client, repositories }: GithubAccount,
  target: string,
  signal: AbortSignal,
): Promise<boolean> {
  const id = await repositories.idOf(target, signal)
  const named = await repositories.confirm(target, signal).catch(unlessRefused)
  if (named !== null) return repositories.isPublic(target, signal)
  return (await client.rest.repos.get(repositoryCall(id, signal))).data.private !== true
}

function unlessRefused(error: unknown): null {
  if (error instanceof TrackerError && ['forbidden', 'missing'].includes(error.kind)) return null
  throw error
}

/** Whether a comment is mirrored: in a public repository only what its own people say. */
export function isHeard(association: string | undefined, isPublic: boolean): boolean {
  return !isPublic || insiders.includes(association ?? '')
}

import { TrackerError } from '../../../src/domain/errors.ts'
import type { IssueDraft } from '../../../src/domain/writes.ts'
import type { GithubAccount } from '../account.ts'

/** Who speaks for a repository: https://docs.github.com/graphql/reference/enums#commentauthorassociation */
const insiders = ['OWNER', 'MEMBER', 'COLLABORATOR']

/** Throws `rejected` if anybody can read the repository and neither route nor settings allow that. */
export async function refusePublic(
  { repositories, mayBePublic }: GithubAccount,
  target: string,
  { options }: Pick<IssueDraft, 'options'>,
  signal: AbortSignal,
): Promise<void> {
  const isAllowed = options.public ?? mayBePublic
  if (isAllowed === true || !(await repositories.isPublic(target, signal))) return
  throw new TrackerError(
    'rejected',
    `${target} is public: anybody could read its findings. If that is meant, add "public: true" to the route's "to", or set GITHUB_PUBLIC=true if there is no routes file.`,
  )
}

/** Whether a comment is mirrored: in a public repository only what its own people say. */
export function isHeard(association: string | undefined, isPublic: boolean): boolean {
  return !isPublic || insiders.includes(association ?? '')
}

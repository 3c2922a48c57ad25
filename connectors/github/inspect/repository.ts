import { type CheckRow, ok, problem, warning } from '../../../src/domain/check.ts'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { GithubAccount } from '../account.ts'
import type { getRepository } from '../repository/get-repository.ts'
import type { InspectContext } from './inspect.ts'

/** GitHub's answer about a repository. */
export type Repository = Awaited<ReturnType<typeof getRepository>>['data']

/** The repository itself: its name, its visibility, and whether it takes issues. */
export async function repositoryRows(
  { repositories, mayBePublic }: GithubAccount,
  target: string,
  { data, options }: Pick<InspectContext, 'options'> & { readonly data: Repository },
): Promise<CheckRow[]> {
  const another = await repositories.compare(target, data).then(() => null, refusalIn)
  const rows = [
    ...(another
      ? [problem(target, `${another.message}`, 'Route the findings to the repository you mean.')]
      : []),
    ...(data.archived
      ? [
          problem(
            target,
            'The repository is archived.',
            'Unarchive it under Settings, General, or route its findings elsewhere.',
          ),
        ]
      : []),
    ...(data.has_issues === false
      ? [
          problem(
            target,
            'Issues are turned off.',
            'Turn on Issues under Settings, General, Features.',
          ),
        ]
      : []),
    ...renamed(target, data),
    ...visibleToAll(target, data, options.public ?? mayBePublic),
  ]
  return rows.length > 0 ? rows : [ok(target, 'The repository takes issues.')]
}

function refusalIn(error: unknown): TrackerError {
  if (error instanceof TrackerError) return error
  throw error
}

function renamed(target: string, { full_name: name }: Repository): CheckRow[] {
  if (!name || name.toLowerCase() === target.toLowerCase()) return []
  const remedy = `Write ${name} in GITHUB_REPO or in the route's target.`
  return [warning(target, `The repository is now called ${name}.`, remedy)]
}

function visibleToAll(
  target: string,
  { private: isPrivate }: Repository,
  isAllowed: unknown,
): CheckRow[] {
  if (isPrivate || isAllowed === true) return []
  const message = 'The repository is public, and nothing says that findings may be filed there.'
  const remedy = `Make ${target} private. If it is meant, add "public: true" to the route's "to", or set GITHUB_PUBLIC=true if there is no routes file.`
  return [problem(target, message, remedy)]
}

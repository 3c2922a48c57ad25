import type { World } from '../../world/world.ts'
import type { GithubIssue, Repository } from './issues.ts'

/**
 * The issue as it is in another repository: with a new id and number, and without the labels in half of all cases, as GitHub
 * keeps those alone that the other repository has too. Whether its comments keep their ids is written nowhere, so both
 * happens. That the issue counts as updated is assumed. https://docs.github.com/issues/tracking-your-work-with-issues/transferring-an-issue-to-another-repository
 */
export function transferredTo(
  repo: Repository,
  issue: GithubIssue,
  { world, nextId }: { readonly world: World; readonly nextId: () => number },
): GithubIssue {
  const keepsIds = world.chance.is(0.5)
  return {
    ...issue,
    ...{ id: 1000 + nextId(), number: repo.issues.length + 1, repo, isLocked: false },
    labels: world.chance.is(0.5) ? [...issue.labels] : [],
    comments: issue.comments.map((comment) => ({ ...comment, ...(!keepsIds && { id: nextId() }) })),
    updated_at: world.now(),
  }
}

/** What an issue has become, one transfer after the other. */
export function placesOf(issue: GithubIssue): GithubIssue[] {
  return issue.movedTo ? [issue, ...placesOf(issue.movedTo)] : [issue]
}

/** Where an issue is now. */
export function placeNow(issue: GithubIssue): GithubIssue {
  return placesOf(issue).at(-1) ?? issue
}

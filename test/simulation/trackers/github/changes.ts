import type { World } from '../../world/world.ts'
import type { GithubComment, GithubIssue, Repository } from './issues.ts'
import { transferredTo } from './transfers.ts'

/** All that can be done to a simulated GitHub, by whomever; each change moves `updated_at` and the ETags. */
export interface Changes {
  file(repo: Repository, draft: { title: string; body: string; labels: string[] }): GithubIssue
  change(issue: GithubIssue, change: Change): void
  say(issue: GithubIssue, login: string, body: string): GithubComment
  edit(issue: GithubIssue, comment: GithubComment, body: string): void
  unsay(issue: GithubIssue, comment: GithubComment): void
  remove(issue: GithubIssue): void
  transfer(issue: GithubIssue, to: Repository): void
  hide(issue: GithubIssue, isHidden: boolean): void
  rename(repo: Repository): void
}

/** What a PATCH, or a person, changes. */
export interface Change {
  readonly title?: string
  readonly body?: string
  readonly state?: 'open' | 'closed'
  readonly state_reason?: string
  readonly labels?: string[]
  readonly assignees?: string[]
}

/** Hears of each change, by GitHub's names of event and action. */
export type Notice = (
  event: 'issues' | 'issue_comment',
  action: string,
  issue: GithubIssue,
  comment?: GithubComment,
) => void

export function openChanges(world: World, notice: Notice): Changes {
  let ids = 0
  const next = () => {
    ids += 1
    return ids
  }

  function touch(issue: GithubIssue): void {
    issue.updated_at = world.now()
    issue.repo.revision += 1
  }

  function change(issue: GithubIssue, { state, state_reason, ...rest }: Change): void {
    Object.assign(issue, rest)
    if (state && state !== issue.state) {
      issue.state = state
      issue.state_reason = state === 'closed' ? (state_reason ?? 'completed') : 'reopened'
      issue.closed_at = state === 'closed' ? world.now() : null
    }
    touch(issue)
    notice('issues', actionOf({ ...rest, ...(state && { state }) }), issue)
  }

  return {
    change,
    file(repo, { title, body, labels }) {
      const issue: GithubIssue = {
        ...{ id: 1000 + next(), number: repo.issues.length + 1, repo, title, body, labels },
        ...{
          isRemoved: false,
          isHidden: false,
          wasHidden: false,
          movedTo: null,
          isLocked: false,
          state: 'open',
          state_reason: null,
          assignees: [],
          comments: [],
          closed_at: null,
        },
        ...{ created_at: world.now(), updated_at: world.now() },
      }
      repo.issues.push(issue)
      repo.revision += 1
      notice('issues', 'opened', issue)
      return issue
    },
    say(issue, login, body) {
      const at = world.now()
      const comment = { id: next(), login, body, created_at: at, updated_at: at }
      issue.comments.push(comment)
      touch(issue)
      notice('issue_comment', 'created', issue, comment)
      return comment
    },
    edit(issue, comment, body) {
      comment.body = body
      comment.updated_at = world.now()
      touch(issue)
      notice('issue_comment', 'edited', issue, comment)
    },
    unsay(issue, comment) {
      issue.comments.splice(issue.comments.indexOf(comment), 1)
      touch(issue)
      notice('issue_comment', 'deleted', issue, comment)
    },
    remove(issue) {
      issue.isRemoved = true
      issue.repo.revision += 1
      notice('issues', 'deleted', issue)
    },
    transfer(issue, to) {
      const made = transferredTo(to, issue, { world, nextId: next })
      to.issues.push(made)
      issue.movedTo = made
      issue.repo.revision += 1
      to.revision += 1
      notice('issues', 'transferred', issue)
      notice('issues', 'opened', made)
    },
    hide(issue, isHidden) {
      issue.isHidden = isHidden
      issue.wasHidden = true
      issue.repo.revision += 1
    },
    rename(repo) {
      repo.formerNames.push(repo.name)
      repo.name += '-2'
      repo.revision += 1
    },
  }
}

function actionOf({ state, labels, assignees }: Change): string {
  if (state) return state === 'closed' ? 'closed' : 'reopened'
  if (labels) return 'labeled'
  return assignees ? 'assigned' : 'edited'
}

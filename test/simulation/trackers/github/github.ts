import type { Reason } from '../../../../src/domain/issue.ts'
import type { World } from '../../world/world.ts'
import type { Deeds, Seen, Surroundings, Tracker } from '../tracker.ts'
import { openChanges } from './changes.ts'
import { type GithubIssue, isThere, keyIn, type Repository, stamp } from './issues.ts'
import { openServer } from './server.ts'
import { placeNow, placesOf } from './transfers.ts'
import { openWebhooks } from './webhooks.ts'

const bot = 'bot'
const casey = 'casey'

/** GitHub in memory, with a repository for each project. */
export function openGithub(
  world: World,
  { writesPerMinute, lagMs }: { readonly writesPerMinute: number; readonly lagMs: number },
  surroundings: Surroundings,
): Tracker {
  const targets = ['acme/shop', 'acme/bank', 'acme/attic'] as const
  const repos: Repository[] = targets.map((name, at) => ({
    ...{ id: 100 + at, name, formerNames: [], issues: [], files: null, revision: 1 },
  }))
  const origin = 'https://api.github.test'
  const changes = openChanges(world, openWebhooks(origin, surroundings))
  const { webhookSecret } = surroundings
  const { serve, strangers, writes } = openServer(world, { origin, repos, changes, bot, lagMs })
  const everything = () => repos.flatMap(({ issues }) => issues)
  const all = () => everything().filter(isThere)
  const allOf = (id: string) => all().filter((one) => String(one.id) === id)
  const shown = () => all().filter(({ isHidden }) => !isHidden)
  return {
    id: 'github',
    ...{ strangers, writes, server: { origin, serve } },
    places: [
      { account: 'github', target: targets[0] },
      { account: 'github', target: targets[1] },
    ],
    env: {
      ...{ GITHUB_URL: origin, GITHUB_TOKEN: 'github-token-of-the-simulation' },
      ...{ GITHUB_REPO: targets[0], GITHUB_WRITES_PER_HOUR: '0' },
      GITHUB_WRITES_PER_MINUTE: String(writesPerMinute),
      ...(webhookSecret && { GITHUB_WEBHOOK_SECRET: webhookSecret }),
    },
    secondPlace: /^\/(repositories\/101|repos\/acme\/bank)/,
    isElsewhere: (id) => everything().some((one) => String(one.id) === id && one.movedTo !== null),
    get removed() {
      const gone = everything().filter((issue) => placeNow(issue).isRemoved)
      return new Set(gone.map(({ id }) => String(id)))
    },
    isSame: (from, to) => {
      const issue = everything().find(({ id }) => String(id) === from)
      return issue !== undefined && placesOf(issue).some(({ id }) => String(id) === to)
    },
    issues: () => all().map(seen),
    passed: (_, cursor) => {
      const known = all().filter(({ wasHidden }) => !wasHidden)
      return passedIn(known, cursor).map(seen)
    },
    deeds: deedsOf((id) => shown().find((one) => String(one.id) === id)),
  }

  function deedsOf(find: (id: string) => GithubIssue | undefined): Deeds {
    const on = (id: string, act: (issue: GithubIssue) => void) => {
      const issue = find(id)
      if (issue) act(issue)
    }
    const said = (issue: GithubIssue, id: string) =>
      issue.comments.filter((one) => String(one.id) === id)
    return {
      close: ({ id }, state_reason) =>
        on(id, (issue) => changes.change(issue, { state: 'closed', state_reason })),
      reopen: ({ id }) => on(id, (issue) => changes.change(issue, { state: 'open' })),
      say: ({ id }, body) => on(id, (issue) => void changes.say(issue, casey, body)),
      edit: ({ id }, comment, body) =>
        on(id, (issue) => {
          for (const one of said(issue, comment.id)) changes.edit(issue, one, body)
        }),
      unsay: ({ id }, comment) =>
        on(id, (issue) => {
          for (const one of said(issue, comment.id)) changes.unsay(issue, one)
        }),
      attach() {},
      detach() {},
      label: ({ id }, name) =>
        on(id, (issue) => changes.change(issue, { labels: [...new Set([...issue.labels, name])] })),
      remove: ({ id }) => on(id, changes.remove),
      move: ({ id }) =>
        on(id, (issue) => {
          const others = repos.filter((repo) => repo !== issue.repo)
          if (issue.state === 'open') changes.transfer(issue, world.chance.pick(others))
        }),
      hide: ({ id }, isHidden) => {
        for (const issue of allOf(id)) changes.hide(issue, isHidden)
      },
      showAll() {
        for (const issue of all()) if (issue.isHidden) changes.hide(issue, false)
      },
      rename: ({ id }) => on(id, ({ repo }) => changes.rename(repo)),
      // A hidden one is unlocked too.
      lock: ({ id }, isLocked) => {
        for (const issue of allOf(id)) issue.isLocked = isLocked
      },
      assign: ({ id }) => on(id, (issue) => changes.change(issue, { assignees: [casey] })),
    }
  }
}

/** Both lists, of issues and of comments, are asked for what changed since a time; a comment changes its issue. */
function passedIn(issues: readonly GithubIssue[], cursor: string): GithubIssue[] {
  const marks = JSON.parse(cursor) as Record<'issues' | 'comments', { since: string }>
  const [since = ''] = [marks.issues.since, marks.comments.since].toSorted()
  return issues.filter(({ updated_at }) => stamp(updated_at) < since)
}

function seen(issue: GithubIssue): Seen {
  const { id, number, repo, body, title, state, state_reason, comments } = issue
  return {
    id: String(id),
    name: `${repo.name}#${number}`,
    key: keyIn(body),
    title,
    status: state,
    reason: state === 'open' ? null : (state_reason as Reason),
    files: [],
    comments: comments.map((one) => ({
      id: String(one.id),
      isOurs: one.login === bot,
      key: keyIn(one.body),
      body: one.body,
    })),
  }
}

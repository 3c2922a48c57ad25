import { countWaitingForRoute } from '../../../db/tables/console/overview.ts'
import { lastCheck } from '../../check/last-check.ts'
import type { Deps } from '../../deps.ts'
import { accountName } from '../../queue/accounts.ts'
import { findProblems } from '../../queue/problems/find.ts'
import { type Problem, plain } from '../../queue/problems/problem.ts'

/** Something that needs a person: a problem now, findings without a route, or what the last check found. */
export interface Attention extends Omit<Problem, 'what'> {
  readonly what: Problem['what'] | 'waiting-for-route' | 'wrong-set-up'
}

/** Everything that needs a person now, the worst first. */
export async function findAttention(deps: Deps): Promise<Attention[]> {
  const [problems, waiting, wrong] = await Promise.all([
    findProblems(deps),
    unrouted(deps),
    wrongSetUp(deps),
  ])
  // What is wrong with a log-in is said by its pause already.
  const paused = problems
    .filter(({ what }) => what === 'account-paused')
    .map(({ account }) => accountName(deps, account ?? ''))
  return [...problems, ...waiting, ...wrong.filter(({ title }) => !paused.includes(title))]
}

async function unrouted({ db }: Deps): Promise<Attention[]> {
  const waiting = await countWaitingForRoute(db)
  if (waiting === 0) return []
  return [
    {
      ...plain,
      ...{ id: 'waiting', what: 'waiting-for-route', waiting },
      title: 'Findings wait for a route',
      cause: 'No line of the routes file takes them.',
      remedy: 'Add a last route without `when`, and restart. They are filed then.',
    },
  ]
}

async function wrongSetUp(deps: Deps): Promise<Attention[]> {
  const { at, rows } = (await lastCheck(deps)) ?? { at: 0, rows: [] }
  const problems = rows.filter(({ level }) => level === 'problem')
  return problems.map(({ subject, message, remedy }, i) => ({
    ...{ ...plain, id: `check ${i}`, what: 'wrong-set-up', since: at },
    ...{ title: subject, cause: message, remedy },
  }))
}

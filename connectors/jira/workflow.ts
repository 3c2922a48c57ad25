import { doTransition, getTransitions } from 'jira.js/cloud'
import { TrackerError } from '../../src/domain/errors.ts'
import type { IssueEvent, State } from '../../src/domain/issue.ts'
import type { JiraAccount } from './account.ts'
import { type JiraOptions, preferredFor } from './options.ts'
import { isDone } from './state.ts'
import { bestFirst, fill, type Offer, offersIn } from './transition.ts'

interface Walk {
  readonly from: IssueEvent
  readonly to: State
  /** The transitions that Jira offers as the issue is. */
  readonly transitions: unknown
  readonly options: JiraOptions
  readonly signal: AbortSignal
}

/** More steps than a workflow has between its ends, and few enough for the time of a call. */
const maxSteps = 5

/**
 * Brings the issue into a state by transitions, and answers what was written of it; the state it has where it is open or
 * closed already. Jira offers only what leaves the present status, so a way of several steps is found by going it, to no
 * status twice. Throws `rejected` where there is none, with what Jira offers, and where Jira wants a field nobody gave.
 */
export async function walk(account: JiraAccount, task: Walk): Promise<State> {
  const { from, to, options, signal } = task
  if (from.state.status === to.status) return from.state
  const place = { issueIdOrKey: from.issue.id, expand: 'transitions.fields' }
  const visited = new Set<string>()
  let offers = offersIn(task.transitions)
  for (let step = 0; step < maxSteps; step += 1) {
    const arriving = offers.filter((offer) => isDone(offer.to) === (to.status === 'closed'))
    const onward = offers.filter((offer) => !visited.has(offer.to.name ?? ''))
    const isLast = arriving.length > 0
    const candidates = bestFirst(isLast ? arriving : onward, to, preferredFor(options, to))
    if (candidates.length === 0) break
    const { offer, fields, written } = fill(candidates, from.issue.key, { to, options, isLast })
    const transition = { id: offer.id }
    await doTransition(account.api(signal), { issueIdOrKey: from.issue.id, transition, fields })
    if (isLast) return written
    visited.add(offer.to.name ?? '')
    offers = offersIn((await getTransitions(account.api(signal), place)).transitions)
  }
  throw noWay(from, to, offers)
}

function noWay({ issue }: IssueEvent, to: State, offers: readonly Offer[]): TrackerError {
  const goal = to.status === 'closed' ? 'a status of the category "done"' : 'an open status'
  const list = offers.map(({ name, to: status }) => `${name} (to ${status.name})`).join(', ')
  const offered = list || 'no transition: the log-in may lack the permission to transition issues'
  return new TrackerError(
    'rejected',
    `Jira's workflow has no way from where ${issue.key} is to ${goal}. It offers: ${offered}`,
  )
}

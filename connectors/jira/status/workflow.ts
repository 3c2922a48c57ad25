import { doTransition, getTransitions } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { IssueEvent } from '../../../src/domain/events.ts'
import type { State } from '../../../src/domain/issue.ts'
import { type JiraOptions, preferredFor } from '../fields/options.ts'
import type { JiraAccount } from '../login/account.ts'
import { isDone } from './state.ts'
import { bestFirst, placeIn, prepare, type Transition, transitionsIn } from './transition.ts'

interface Run {
  readonly from: IssueEvent
  readonly to: State
  /** The transitions that Jira offers as the issue is. */
  readonly transitions: unknown
  readonly options: JiraOptions
  readonly signal: AbortSignal
}

/** Few enough steps for the time of a call. */
const maxSteps = 5

/**
 * Runs the workflow to a state, and returns the state that was written; an issue that is open or closed
 * already keeps the state it has. Takes one transition or, if none leads there, those that the route names
 * in `statuses`: a step may mean more than a status to people. Throws `rejected` if there is no way, with
 * what Jira offers, or if Jira requires a field that the route does not give.
 */
export async function runWorkflow(account: JiraAccount, run: Run): Promise<State> {
  const { from, to, options, signal } = run
  if (from.state.status === to.status) return from.state
  const preferred = preferredFor(options, to)
  const place = { issueIdOrKey: from.issue.id, expand: 'transitions.fields' }
  const visited = new Set<string>()
  let offered = transitionsIn(run.transitions)
  for (let step = 0; step < maxSteps; step += 1) {
    const arriving = offered.filter((one) => isDone(one.to) === (to.status === 'closed'))
    const isLast = arriving.length > 0
    const onward = offered.filter(
      (one) => placeIn(preferred, one) >= 0 && !visited.has(one.to.name ?? ''),
    )
    const candidates = bestFirst(isLast ? arriving : onward, to, preferred)
    if (candidates.length === 0) break
    const { transition, fields, written } = prepare(candidates, from.issue.key, {
      ...{ to, options, isLast },
    })
    const { id } = transition
    await doTransition(account.api(signal), { ...place, transition: { id }, fields })
    if (isLast) return written
    visited.add(transition.to.name ?? '')
    offered = transitionsIn((await getTransitions(account.api(signal), place)).transitions)
  }
  throw noWay(from, to, offered)
}

function noWay({ issue }: IssueEvent, to: State, offered: readonly Transition[]): TrackerError {
  const goal = to.status === 'closed' ? 'a status of the category "done"' : 'an open status'
  if (offered.length === 0)
    return new TrackerError(
      'rejected',
      `Jira offers no transition from where ${issue.key} is: the log-in may lack the permission to transition issues.`,
    )
  const list = offered.map(({ name, to: status }) => `${name} (to ${status.name})`).join(', ')
  const line = `statuses: { ${to.reason ?? 'open'}: [${offered[0]?.to.name}, …] }`
  return new TrackerError(
    'rejected',
    `No single transition of Jira leads from where ${issue.key} is to ${goal}. It offers: ${list}. Name the steps in the route's "to": ${line}`,
  )
}

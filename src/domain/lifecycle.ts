// One file: the table of what scanners and people decide.

import type { Verdict } from './finding.ts'
import type { Reason, State } from './issue.ts'
import type { News, ReportTimes } from './order.ts'

/** What to do when a finding that was closed as done is reported again. */
export type SeenAgain = 'reopen' | 'new' | 'comment'

/** What we know of a finding's issue when its scanner speaks. */
export interface Known extends State {
  readonly decidedBy: 'scanner' | 'person'
  /** The tracker's issue no longer exists. */
  readonly gone: boolean
  /** A comment has already explained why it stays closed. */
  readonly isExplained: boolean
}

/** What a scanner said. `asked` when it asked for an issue whatever the verdict, as an issue manager's client does. */
export interface ScannerReport extends ReportTimes {
  readonly verdict: Verdict
  /** The scanner's own words for the verdict; may be empty. */
  readonly reason: string
  /** The scanner's name. */
  readonly by: string
  readonly asked: boolean
  /** SHA-256 of the message, if its sender gives messages no id: the same one again is a repetition. */
  readonly digest?: string | null
}

/** What follows, with the reason kept in the issue's history. `close` after `create` is filed first, closed next. */
export interface Decision {
  readonly why: string
  readonly create?: true
  readonly renew?: true
  readonly state?: State
  /** A comment that explains it to the developers. */
  readonly comment?: string
  /** Whether changed text may be written. */
  readonly update?: true
}

const open: State = { status: 'open', reason: null }

/** The lifecycle's scanner half: what a verdict does to an issue. One branch for each row of the table. */
export function onVerdict(
  said: ScannerReport,
  known: Known | null,
  seenAgain: SeenAgain,
): Decision {
  if (!known) return unknown(said)
  if (known.gone) return { why: 'the issue is gone from the tracker: never filed again' }
  if (known.status === 'open') return said.verdict === 'open' ? stillOpen() : closing(said)
  if (said.verdict !== 'open') return { why: 'reported as done, and closed already' }
  if (known.decidedBy === 'person' && known.reason !== 'completed') return leave(said, known)
  return again(said, seenAgain, known)
}

/** Decides what a report does to a known issue. What is older than what is known of the finding changes nothing. */
export function onReport(
  said: ScannerReport,
  news: News,
  known: Known,
  seenAgain: SeenAgain,
): Decision {
  if (news.state) {
    const { update, ...decision } = onVerdict(said, known, seenAgain)
    return { ...decision, ...(update && news.details && { update }) }
  }
  if (!news.details) return { why: 'older than what is known: nothing changes' }
  const why = 'reported again, without a newer status'
  return { why, ...(known.status === 'open' && !known.gone && { update: true }) }
}

/**
 * The lifecycle's other half: what a person's closing or reopening does. It is theirs to decide; `said` is the scanner's
 * last word where that came after the person's deed, only that we hear of the two the other way round.
 */
export function onPerson(state: State, said: ScannerReport | null, seenAgain: SeenAgain): Decision {
  const words = {
    completed: 'as completed',
    not_planned: 'as not planned',
    duplicate: 'as a duplicate',
  }
  const why = state.reason ? `closed by a person ${words[state.reason]}` : 'reopened by a person'
  if (!said) return { why }
  const known: Known = { ...state, decidedBy: 'person', gone: false, isExplained: false }
  const since = onVerdict(said, known, seenAgain)
  return { ...since, why: `${why}; since then: ${since.why}` }
}

function unknown(said: ScannerReport): Decision {
  if (said.verdict === 'open') return { create: true, why: 'a new finding' }
  if (!said.asked) return { why: 'reported as done, and never filed' }
  return { ...closing(said), create: true }
}

function stillOpen(): Decision {
  return { why: 'reported again, and open', update: true }
}

function closing({ verdict, reason, by }: ScannerReport): Decision {
  const [closedAs, words]: [Reason, string] =
    verdict === 'fixed'
      ? ['completed', `${by} reports this as fixed`]
      : ['not_planned', `${by} reports that this is not to be fixed`]
  return {
    state: { status: 'closed', reason: closedAs },
    comment: `${words}${reason && `: ${reason}`}.`,
    why: `${words}${reason && `: ${reason}`}`,
  }
}

function leave({ by }: ScannerReport, known: Known): Decision {
  const why = `reported again, but closed by a person as ${known.reason}: left closed`
  if (known.isExplained) return { why }
  return { why, comment: `${by} still reports this. It stays closed, as somebody decided here.` }
}

function again({ by }: ScannerReport, seenAgain: SeenAgain, known: Known): Decision {
  const comment = `Seen again: ${by} reports this once more.`
  if (seenAgain === 'new') return { renew: true, why: 'seen again after it was closed: filed anew' }
  if (seenAgain === 'reopen') return { state: open, comment, why: 'seen again after it was closed' }
  const why = 'seen again after it was closed: left closed, as configured'
  return known.isExplained ? { why } : { why, comment }
}

import type { Finding } from './finding.ts'

/** The times, by the scanner's clock, of the newest state and the newest details that it reported of a finding. */
export interface ReportTimes {
  readonly stateAt?: number | null
  readonly detailsAt?: number | null
}

/** Which parts of a report are new. */
export interface News {
  /** Whether it states a status that is not older than the known one. */
  readonly state: boolean
  /** Whether its text, severity, labels and the like are not older than the known ones. */
  readonly details: boolean
}

/** No scanner's clock is this far ahead: such a time is a mistake, and would outdate everything after it. */
const furthestMs = 86_400_000

/** When the scanner says that a finding was so. Null if it does not say, or says what cannot be. */
export function reportTime(
  { reportedAt }: Pick<Finding, 'reportedAt'>,
  now: number,
): number | null {
  return reportedAt !== null && reportedAt <= now + furthestMs ? reportedAt : null
}

/** Returns which parts of a report are new: the newest by the scanner's own clock wins, not the last to arrive. */
export function newsIn(
  { verdict }: Pick<Finding, 'verdict'>,
  at: number | null,
  known: ReportTimes,
): News {
  return {
    state: verdict !== null && isCurrent(at, known.stateAt),
    details: isCurrent(at, known.detailsAt),
  }
}

/** The times that are known after a report of the time `at`. */
export function timesAfter(news: News, at: number | null, known: ReportTimes): ReportTimes {
  return {
    stateAt: news.state ? (at ?? known.stateAt ?? null) : (known.stateAt ?? null),
    detailsAt: news.details ? (at ?? known.detailsAt ?? null) : (known.detailsAt ?? null),
  }
}

/** Two reports of one moment cannot be ordered by it: the last to arrive counts. */
function isCurrent(at: number | null, known: number | null | undefined): boolean {
  return at === null || known == null || at >= known
}

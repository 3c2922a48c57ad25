// One file: what a report leads to, for a known finding and for a new one.

import type { Statement } from '../../db/store.ts'
import { insertHistory } from '../../db/tables/history.ts'
import { guardIssue, type Issue, insertIssue, updateIssue } from '../../db/tables/issues.ts'
import { checkSoon } from '../../db/tables/queue/accounts.ts'
import { destinationId, ensureDestination } from '../../db/tables/queue/destinations.ts'
import { redriveJobs } from '../../db/tables/queue/failed-jobs.ts'
import { recordSighting } from '../../db/tables/sightings.ts'
import type { Deps } from '../deps.ts'
import { type Decision, onReport, onVerdict, type ScannerReport } from '../domain/lifecycle.ts'
import { type News, newsIn, reportTime, timesAfter } from '../domain/order.ts'
import { newId } from '../platform/new-id.ts'
import { enqueueCreate } from '../queue/enqueue.ts'
import { follow } from './apply-decision.ts'
import { enqueueChanges } from './enqueue-changes.ts'
import type { KnownIssue } from './known-issues.ts'
import { messageWrite } from './message.ts'
import { newIssue, type Report, reportOf } from './new-issue.ts'

/**
 * The writes for a finding that is not known: only the message if the finding needs no issue. They add its destination only
 * if `isFirst` says that it may not be stored; see store-new.ts.
 */
export function writesForNew(
  deps: Deps,
  report: Report,
  { issue = newIssue(deps, report), isFirst }: { issue?: Issue; isFirst: boolean },
): Statement[] {
  const { db, config, now } = deps
  const decision = onVerdict(issue.lastReport, null, config.seenAgain)
  if (!decision.create)
    return received(deps, report, { issueId: null, reason: decision.why, outcome: 'ignored' })
  return [
    insertIssue(db, issue),
    ...(isFirst ? ensureDestination(db, issue.account, issue.target, now()) : []),
    enqueueCreate(deps, issue, 'a new finding'),
    ...follow(deps, issue, decision),
    ...happened(deps, report, issue, decision.why),
  ]
}

/** The writes for a finding whose issue is known. A report without news changes nothing: only its message is kept. */
export function writesForKnown(
  deps: Deps,
  report: Report,
  { issue, explained, pushPending }: KnownIssue,
): Statement[] {
  const { db, config, now } = deps
  const known = { ...issue, gone: issue.goneAt !== null, isExplained: explained }
  const at = reportTime(report.finding, now())
  const news = newsOf(report, at, issue.lastReport)
  const digest = report.message?.digest ?? null
  if (digest !== null && digest === issue.lastReport.digest)
    return withoutNews(deps, report, issue, 'the same as the last message about it')
  const last = news.state ? reportOf(report) : issue.lastReport
  const lastReport = { ...last, ...timesAfter(news, at, issue.lastReport), digest }
  const decision: Decision = pushPending
    ? { why: 'the scanner does not know yet what a person decided' }
    : onReport(lastReport, news, known, config.seenAgain)
  const isRekeyed = issue.sourceKey !== report.finding.key
  const statements = [
    ...follow(deps, issue, decision),
    ...(decision.update ? enqueueChanges(deps, issue, report.finding) : []),
  ]
  const retries = issue.remoteId === null ? retrySoon(deps, issue) : []
  const isNews = statements.length > 0 || isRekeyed || !isSame(lastReport, issue.lastReport)
  if (!isNews) return [...withoutNews(deps, report, issue, decision.why), ...retries]
  return [
    guardIssue(db, issue),
    updateIssue(db, issue.id, {
      lastReport,
      ...(news.state && { lastReportAt: now() }),
      ...(isRekeyed && { sourceKey: report.finding.key }),
    }),
    ...happened(deps, report, issue, decision.why),
    ...statements,
    ...retries,
  ]
}

/** A message that repeats the status of its own moment states nothing new, even if the first is deleted by now. */
function newsOf(report: Report, at: number | null, known: ScannerReport): News {
  const news = newsIn(report.finding, at, known)
  const { verdict, reason } = reportOf(report)
  const saysTheSame = verdict === known.verdict && reason === known.reason
  const isOfThen = report.message?.eventKey && at !== null && at === known.stateAt
  return isOfThen && saysTheSame ? { ...news, state: false } : news
}

/** One small row, that of the message if there is one; the issue is not rewritten. */
function withoutNews(deps: Deps, report: Report, issue: Issue, reason: string): Statement[] {
  const ignored = { outcome: 'ignored', unchanged: issue } as const
  const message = received(deps, report, { issueId: issue.id, reason, ...ignored })
  return message.length > 0 ? message : [recordSighting(deps.db, issue, deps.now())]
}

function isSame(one: ScannerReport, other: ScannerReport): boolean {
  const compared = ['verdict', 'reason', 'by', 'stateAt', 'detailsAt', 'digest'] as const
  return compared.every((field) => (one[field] ?? null) === (other[field] ?? null))
}

/** Retries what was refused before: the scanner asks once more. */
function retrySoon({ db, now }: Deps, { id, account, target }: Issue): Statement[] {
  const destination = destinationId(account, target)
  return [redriveJobs(db, { issue: id }), ...checkSoon(db, { account, destination }, now())]
}

/** The inbox's row of the message that carried the finding, if it carried this one alone. */
export function received(
  deps: Deps,
  { message }: Report,
  came: {
    readonly issueId: string | null
    readonly reason: string
    readonly outcome?: 'accepted' | 'ignored'
    readonly unchanged?: Issue
  },
): Statement[] {
  return message ? [messageWrite(deps, message, { outcome: 'accepted', ...came })] : []
}

/** What happened to the issue, and why: said by its message's row, or, if it has none of its own, by one of the history. */
function happened(deps: Deps, report: Report, issue: Issue, reason: string): Statement[] {
  const { id: issueId, source } = issue
  const { db, requestId, now } = deps
  if (report.message) return received(deps, report, { issueId, reason })
  return [insertHistory(db, { issueId, id: newId(), source, reason, requestId, at: now() })]
}

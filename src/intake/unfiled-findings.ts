import type { Statement } from '../../db/store.ts'
import {
  dropUnfiled,
  findUnfiled,
  guardUnfiled,
  keepUnfiled,
  type UnfiledFinding,
} from '../../db/tables/unfiled.ts'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { onVerdict } from '../domain/lifecycle.ts'
import { reportTime } from '../domain/order.ts'
import { received, writesForNew } from './finding-writes.ts'
import { newIssue, type Report, reportOf } from './new-issue.ts'

/** How many findings are asked about together: few enough for D1's 100 parameters of a query. */
const slice = 90

/** The kept reports of findings of a source that have no issue, by the findings' keys. */
export async function loadUnfiled(
  deps: Deps,
  source: string,
  keys: readonly string[],
): Promise<Map<string, UnfiledFinding>> {
  const unfiled = new Map<string, UnfiledFinding>()
  for (let at = 0; at < keys.length; at += slice) {
    const part = await findUnfiled(deps.db, source, keys.slice(at, at + slice))
    for (const [key, row] of part) unfiled.set(key, row)
  }
  return unfiled
}

/** What the writes for a finding without an issue depend on. */
interface Deciding {
  /** Its kept report. */
  readonly before: UnfiledFinding | undefined
  /** As of `writesForNew`. */
  readonly isFirst: boolean
  readonly isGuarded?: boolean
}

/**
 * The writes for a finding that has no issue and is not asked for: it is filed, or kept until a route takes it, or needs no
 * issue because it is done. If reports come in any order, or it is asked for, the writes are guarded.
 */
export function writesForUnfiled(
  deps: Deps,
  report: Report,
  { before, isFirst, isGuarded = isTimed(deps, report) }: Deciding,
): Statement[] {
  const { db, config } = deps
  const { finding } = report
  const guard = isGuarded ? guardUnfiled(finding, before) : []
  const decision = onVerdict(reportOf(report), null, config.seenAgain)
  if (before && isOutdated(deps, report, before))
    return ignored(deps, report, 'older than what is known: nothing changes')
  if (!decision.create)
    return [...guard, ...forgetOrKeep(deps, report, before), ...ignored(deps, report, decision.why)]
  try {
    const issue = newIssue(deps, report)
    const forget = before ? [dropUnfiled(db, finding.source, finding.key)] : []
    return [...guard, ...forget, ...writesForNew(deps, report, { issue, isFirst })]
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    const reason = `waits for a route: ${error.message}`
    return [...guard, keep(deps, report, { waits: true, reason }), ...ignored(deps, report, reason)]
  }
}

/** A report without a status outdates nothing, and files nothing that is done. */
function isOutdated(deps: Deps, { finding }: Report, before: UnfiledFinding): boolean {
  const now = deps.now()
  const [at, known] = [reportTime(finding, now), reportTime(before.finding, now)]
  if (finding.verdict === null) return !before.waits
  return at !== null && known !== null && at < known
}

/** Whether the scanner's messages say when they were true, and so may come in any order. */
function isTimed(deps: Deps, { finding }: Report): boolean {
  return deps.sources.get(finding.source)?.source.webhook?.timed ?? false
}

/** A done finding is kept only if an older report of it could come late. */
function forgetOrKeep(deps: Deps, report: Report, before: UnfiledFinding | undefined): Statement[] {
  const { finding } = report
  if (isTimed(deps, report) && reportTime(finding, deps.now()) !== null)
    return [keep(deps, report, { waits: false, reason: 'done before it was filed' })]
  return before ? [dropUnfiled(deps.db, finding.source, finding.key)] : []
}

function keep(
  deps: Deps,
  { finding, by }: Report,
  why: Pick<UnfiledFinding, 'waits' | 'reason'>,
): Statement {
  const { source, key: sourceKey } = finding
  return keepUnfiled(deps.db, { source, sourceKey, finding, by, ...why, at: deps.now() })
}

/** The message is processed again if it comes again: it led to nothing yet. */
function ignored(deps: Deps, report: Report, reason: string): Statement[] {
  return received(deps, report, { issueId: null, reason, outcome: 'ignored' })
}

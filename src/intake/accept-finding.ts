import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/db.ts'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { createYielder } from '../platform/yield.ts'
import { write } from '../queue/write.ts'
import { newIssue, type Report, received, writesForKnown, writesForNew } from './finding-writes.ts'
import { type Known, knownOf, loadKnownIssues } from './known-issues.ts'

/**
 * Takes a finding in: one atomic write of everything that follows from it (issue, jobs, comment, delivery), then the
 * wake-up. When this answers the issue's id, the finding is safe. Throws HttpError where no route or target fits; stores nothing then.
 */
export async function acceptFinding(deps: Deps, report: Report): Promise<string> {
  const { source, key, formerKeys } = report.finding
  const acceptAgain = async (): Promise<string | null> => {
    const loaded = await loadKnownIssues(deps, source, [key, ...formerKeys])
    const known = knownOf(loaded, report.finding)
    return known ? acceptKnown(deps, report, known) : null
  }
  const id = await retryConflicts(acceptAgain)
  if (id) return id
  try {
    return await acceptNew(deps, report)
  } catch (error) {
    // The unique key lets one of simultaneous senders store the finding; for the others it is known now.
    const stored = await retryConflicts(acceptAgain)
    if (!stored) throw error
    return stored
  }
}

/** How many findings are written together: few enough not to hold the process for long. */
const slice = 25

/**
 * Takes many findings in, a slice at a time, each in one atomic write. Between slices the process is let go on to other
 * work. `also` is written once all are safe, in the last slice's write where it can be. A finding that no route takes is
 * passed over, on record.
 */
export async function acceptFindings(
  deps: Deps,
  reports: readonly Report[],
  also: readonly Statement[] = [],
): Promise<void> {
  const yieldNow = createYielder()
  const source = reports[0]?.finding.source ?? ''
  const keys = reports.flatMap(({ finding }) => [finding.key, ...finding.formerKeys])
  const known = await loadKnownIssues(deps, source, keys)
  for (let at = 0; at === 0 || at < reports.length; at += slice) {
    await yieldNow()
    const isLast = at + slice >= reports.length
    await acceptSlice(deps, reports.slice(at, at + slice), known, isLast ? also : [])
  }
  deps.wake()
}

/** By halves where it cannot be written whole: somebody wrote in between, or one of them cannot be kept. */
async function acceptSlice(
  deps: Deps,
  reports: readonly Report[],
  known: ReadonlyMap<string, Known>,
  also: readonly Statement[],
): Promise<void> {
  const [first] = reports
  if (!first) return write(deps, also)
  const writes = reports.flatMap((report) => {
    const own = knownOf(known, report.finding)
    return own ? writesForKnown(deps, report, own) : newOrRefused(deps, report)
  })
  if (await write(deps, [...writes, ...also]).then(yes, no)) return
  if (reports.length === 1) {
    await acceptOne(deps, first)
    return write(deps, also)
  }
  const half = Math.ceil(reports.length / 2)
  await acceptSlice(deps, reports.slice(0, half), known, [])
  await acceptSlice(deps, reports.slice(half), known, also)
}

const yes = () => true
const no = () => false

/** A finding that no route takes is no reason to refuse the others: it is on record, and comes again. */
function newOrRefused(deps: Deps, report: Report): Statement[] {
  try {
    return writesForNew(deps, report)
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return [received(deps, report.finding, null, `${report.finding.key}: ${error.message}`)]
  }
}

async function acceptOne(deps: Deps, report: Report): Promise<void> {
  try {
    await acceptFinding(deps, report)
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    await deps.db.atomic([received(deps, report.finding, null, error.message)])
  }
}

async function acceptNew(deps: Deps, report: Report): Promise<string> {
  const issue = newIssue(deps, report)
  await write(deps, writesForNew(deps, report, issue))
  deps.wake()
  return issue.id
}

async function acceptKnown(deps: Deps, report: Report, known: Known): Promise<string> {
  await write(deps, writesForKnown(deps, report, known))
  deps.wake()
  return known.issue.id
}

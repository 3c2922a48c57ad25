import { ConflictError, DuplicateMessageError, retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import type { UnfiledFinding } from '../../db/tables/unfiled.ts'
import type { Deps } from '../deps.ts'
import { createYielder } from '../platform/yield.ts'
import { writesForKnown } from './finding-writes.ts'
import { type KnownIssue, knownOf, loadKnownIssues } from './known-issues.ts'
import type { Report } from './new-issue.ts'
import { storeNew } from './store-new.ts'
import { loadUnfiled, writesForUnfiled } from './unfiled-findings.ts'

/** How many findings are written together: few enough not to hold the process for long. */
const slice = 25

/**
 * Takes many findings in, a slice at a time, each in one atomic write. Between slices other work gets its turn. `also` is
 * written once all are safe, in the last slice's write if possible. A finding that no route takes is kept until one does.
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
  const unknown = reports.filter(({ finding }) => !knownOf(known, finding))
  const newKeys = unknown.map(({ finding }) => finding.key)
  const stored = { known, unfiled: await loadUnfiled(deps, source, newKeys) }
  if (reports.length === 0) await deps.db.atomic(also)
  for (let at = 0; at < reports.length; at += slice) {
    await yieldNow()
    const isLast = at + slice >= reports.length
    await acceptSlice(deps, reports.slice(at, at + slice), stored, isLast ? also : [])
  }
  deps.wake()
}

/** What is stored of the findings of a batch. */
interface Stored {
  readonly known: ReadonlyMap<string, KnownIssue>
  readonly unfiled: ReadonlyMap<string, UnfiledFinding>
}

/** Halves a slice that cannot be written whole: somebody wrote in between, or one of the findings cannot be stored. */
async function acceptSlice(
  deps: Deps,
  reports: readonly Report[],
  stored: Stored,
  also: readonly Statement[],
): Promise<void> {
  const [first] = reports
  if (!first) return deps.db.atomic(also)
  const writesFor = (report: Report, isFirst: boolean) => {
    const own = knownOf(stored.known, report.finding)
    if (own) return writesForKnown(deps, report, own)
    const before = stored.unfiled.get(report.finding.key)
    return writesForUnfiled(deps, report, { before, isFirst })
  }
  try {
    await storeNew(deps.db.atomic, (isFirst) => [
      ...reports.flatMap((report) => writesFor(report, isFirst)),
      ...also,
    ])
  } catch (error) {
    if (error instanceof DuplicateMessageError) throw error
    if (!(error instanceof ConflictError))
      deps.log('a slice of findings was not stored', { error }, 'error')
    if (reports.length === 1) {
      await acceptOne(deps, first)
      if (also.length > 0) await deps.db.atomic(also)
      return
    }
    const half = Math.ceil(reports.length / 2)
    await acceptSlice(deps, reports.slice(0, half), stored, [])
    await acceptSlice(deps, reports.slice(half), stored, also)
  }
}

/** Reads and decides anew after each conflict. A finding that no route takes is kept until one does. */
function acceptOne(deps: Deps, report: Report): Promise<void> {
  const { finding } = report
  const { source, key, formerKeys } = finding
  return retryConflicts(async () => {
    const known = knownOf(await loadKnownIssues(deps, source, [key, ...formerKeys]), finding)
    if (known) return deps.db.atomic(writesForKnown(deps, report, known))
    const before = (await loadUnfiled(deps, source, [key])).get(key)
    return storeNew(deps.db.atomic, (isFirst) =>
      writesForUnfiled(deps, report, { before, isFirst, isGuarded: true }),
    )
  })
}

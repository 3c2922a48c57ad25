import { uuidv7 } from 'uuidv7'
import { checkSoon, ensureLane, laneId } from '../../db/accounts.ts'
import { hasExplained } from '../../db/comments.ts'
import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/db.ts'
import { insertDelivery } from '../../db/deliveries.ts'
import {
  findIssueByKey,
  findIssuesByKeys,
  guardIssue,
  type Issue,
  insertIssue,
  updateIssue,
} from '../../db/issues.ts'
import { redriveJobs } from '../../db/jobs.ts'
import { Refused } from '../core/failure.ts'
import type { Finding } from '../core/finding.ts'
import { onVerdict, type Said } from '../core/lifecycle.ts'
import { chooseRoute } from '../core/route.ts'
import { issueLabels } from '../core/translate.ts'
import type { Deps } from '../deps.ts'
import { follow } from './follow.ts'
import { owe, oweTextChange } from './owe.ts'

/** A finding as it came in: who sent it, and whether an issue is asked for whatever its verdict. */
export interface Report {
  readonly finding: Finding
  /** The scanner's name as people write it. */
  readonly by: string
  readonly asked: boolean
}

/**
 * Takes a finding in: one atomic write of everything that follows from it (issue, jobs, comment, delivery), then the
 * wake-up. When this answers the issue's id, the finding is safe. Throws Refused where no route or target fits; stores nothing then.
 */
export async function acceptFinding(deps: Deps, report: Report): Promise<string> {
  const { source, key } = report.finding
  const acceptAgain = async (): Promise<string | null> => {
    const known = await findIssueByKey(deps.db, source, key)
    return known && acceptKnown(deps, report, known)
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

/** How many findings are looked up together: few enough for D1's 100 parameters of a query. */
const slice = 40

/**
 * Takes many findings in, a slice at a time: each slice is one atomic write, or as many as it has findings where somebody
 * else wrote in between. Between slices the process is let go on to other work. Throws Refused as above.
 */
export async function acceptFindings(deps: Deps, reports: readonly Report[]): Promise<void> {
  for (let at = 0; at < reports.length; at += slice) {
    await acceptSlice(deps, reports.slice(at, at + slice))
    await new Promise((resolve) => setTimeout(resolve))
  }
}

async function acceptSlice(deps: Deps, reports: readonly Report[]): Promise<void> {
  const keys = reports.map(({ finding }) => finding.key)
  const source = reports[0]?.finding.source ?? ''
  const issues = await findIssuesByKeys(deps.db, source, keys)
  const known = new Map(issues.map((issue) => [issue.sourceKey, issue]))
  const writes: Statement[] = []
  for (const report of reports) {
    const issue = known.get(report.finding.key)
    writes.push(...(issue ? await writesForKnown(deps, report, issue) : newOrRefused(deps, report)))
  }
  const [first, ...rest] = writes
  const isEachItsOwn = new Set(keys).size === keys.length
  const written = first && isEachItsOwn && (await deps.db.atomic([first, ...rest]).then(yes, no))
  if (!written) for (const report of reports) await acceptOne(deps, report)
  deps.wake()
}

const yes = () => true
const no = () => false

/** A finding that no route takes is no reason to refuse the others: it is on record, and comes again. */
function newOrRefused(deps: Deps, report: Report): Statement[] {
  try {
    return writesForNew(deps, report)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return [received(deps, report.finding, null, `${report.finding.key}: ${error.message}`)]
  }
}

async function acceptOne(deps: Deps, report: Report): Promise<void> {
  try {
    await acceptFinding(deps, report)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await deps.db.atomic([received(deps, report.finding, null, error.message)])
  }
}

async function acceptNew(deps: Deps, report: Report): Promise<string> {
  const issue = newIssue(deps, report)
  const [first, ...rest] = writesForNew(deps, report, issue)
  if (first) await deps.db.atomic([first, ...rest])
  deps.wake()
  return issue.id
}

/** Nothing but the record where the finding needs no issue. */
function writesForNew(deps: Deps, report: Report, issue = newIssue(deps, report)): Statement[] {
  const { db } = deps
  const decision = onVerdict(issue.said, null, deps.config.seenAgain)
  if (!decision.create) return [received(deps, report.finding, null, decision.why)]
  return [
    insertIssue(db, issue),
    ...ensureLane(db, issue.tracker, issue.target),
    owe(deps, issue, 'create', {}, 'a new finding'),
    ...follow(deps, issue, decision),
    received(deps, report.finding, issue.id, decision.why),
  ]
}

async function acceptKnown(deps: Deps, report: Report, issue: Issue): Promise<string> {
  const [first, ...rest] = await writesForKnown(deps, report, issue)
  if (first) await deps.db.atomic([first, ...rest])
  deps.wake()
  return issue.id
}

async function writesForKnown(deps: Deps, report: Report, issue: Issue): Promise<Statement[]> {
  const { db, config } = deps
  const { finding } = report
  const told = await hasExplained(db, issue.id, issue.statusAt)
  const known = { ...issue, gone: issue.goneAt !== null, told }
  const said = saidIn(report)
  const decision = onVerdict(said, known, config.seenAgain)
  return [
    guardIssue(db, issue),
    updateIssue(db, issue.id, { said, saidAt: deps.now() }),
    received(deps, finding, issue.id, decision.why),
    ...follow(deps, issue, decision),
    ...(decision.update && !finding.partial ? oweTextChange(deps, issue, finding) : []),
    ...(issue.remoteId === null ? rearm(deps, issue) : []),
  ]
}

/** Lets what was refused before be tried again: the scanner asks once more. */
function rearm({ db, now }: Deps, { id, tracker, target }: Issue): Statement[] {
  return [redriveJobs(db, { issue: id }, now()), ...checkSoon(db, tracker, laneId(tracker, target))]
}

function saidIn({ finding: { verdict, reason }, by, asked }: Report): Said {
  return { verdict, reason, by, asked }
}

function newIssue(deps: Deps, report: Report): Issue {
  const { finding } = report
  const goal = chooseRoute(deps.config.routes, finding)
  if (!goal)
    throw new Refused(
      422,
      `no route takes project "${finding.project}" with severity "${finding.severity ?? ''}"`,
    )
  const problem = deps.accounts.get(goal.tracker)?.definition.problemWith(goal.target)
  if (problem) throw new Refused(422, `project_name: ${problem}`)
  const now = deps.now()
  const { source, key, title, body, labels, severity, assignee, dueDate, project } = finding
  return {
    id: uuidv7(),
    source,
    sourceKey: key,
    tracker: goal.tracker,
    target: goal.target,
    generation: 1,
    remoteId: null,
    remoteKey: null,
    remoteUrl: null,
    remoteAssignee: '',
    remoteLabels: null,
    remoteStatus: null,
    remoteReason: null,
    seenAt: 0,
    wroteAt: 0,
    status: 'open',
    reason: null,
    statusAt: now,
    decidedBy: 'scanner',
    said: saidIn(report),
    saidAt: now,
    goneAt: null,
    title,
    body,
    labels: [...labels],
    ourLabels: issueLabels(finding, goal),
    severity,
    assignee,
    dueDate,
    project,
    createdAt: now,
    updatedAt: now,
    version: 0,
  }
}

function received(
  deps: Deps,
  { source }: Finding,
  issueId: string | null,
  reason: string,
): Statement {
  return insertDelivery(deps.db, {
    id: uuidv7(),
    source,
    issueId,
    headers: {},
    outcome: 'accepted',
    reason,
    at: deps.now(),
  })
}

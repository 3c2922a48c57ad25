import type { Stage } from '../stage.ts'
import type { Seen } from '../trackers/tracker.ts'
import type { Expected, Model } from './reference.ts'

/** What is not as the model says: in the tracker, or in the store. */
export function differences(model: Model, stage: Stage): string[] {
  const { scanner, tracker } = stage
  const issues = tracker.issues()
  const found =
    issues.length === model.length ? [] : [`${issues.length} issues, not ${model.length}`]
  for (const [at, expected] of model.entries()) {
    const id = scanner.findings[at]?.id
    const issue = issues.find(({ key }) => id && key?.startsWith(id))
    if (!id || !issue) found.push(`finding ${at + 1} is not filed`)
    else {
      const said = saidOf(stage, id)
      const compared = [
        ['the tracker', inTracker(issue), expectedInTracker(expected, said)],
        ['the store', inStore(stage, id), expectedInStore(expected, said)],
      ]
      for (const [where, is, should] of compared)
        if (is !== should) found.push(`finding ${at + 1}, ${where}: ${is}, not ${should}`)
    }
  }
  return found
}

function inTracker({ status, reason, comments }: Seen): string {
  const ours = comments.filter(({ isOurs }) => isOurs)
  const human = comments.filter(({ isOurs }) => !isOurs).map(({ body }) => body)
  return `${status} ${reason}, ${ours.length} of ours, ${listed(human)}`
}

/** What the scanner said: all that was answered, and of what was not, as the process died, what had been stored. */
function saidOf(stage: Stage, id: string): string[] {
  const stored = new Set(commentsOf(stage, id, 'scanner'))
  return stage.scanner.said
    .filter(({ finding, text, accepted }) => finding.id === id && (accepted || stored.has(text)))
    .map(({ text }) => text)
}

function expectedInTracker(expected: Expected, said: readonly string[]): string {
  const { status, reason, explanations, human } = expected
  return `${status} ${reason}, ${said.length + explanations} of ours, ${listed(human)}`
}

function inStore(stage: Stage, id: string): string {
  const text = 'select status, reason, decided_by from issues where id = ?'
  const [row] = stage.ground.database.all({ text, params: [id] })
  const [said, human] = ['scanner', 'person'].map((who) => listed(commentsOf(stage, id, who)))
  return `${row?.status} ${row?.reason} by ${row?.decided_by}, ${said}, ${human}`
}

function expectedInStore({ status, reason, by, human }: Expected, said: readonly string[]): string {
  return `${status} ${reason} by ${by}, ${listed(said)}, ${listed(human)}`
}

function commentsOf({ ground }: Stage, id: string, origin: string): unknown[] {
  const text = 'select body from comments where issue_id = ? and origin = ? and deleted_at is null'
  return ground.database.all({ text, params: [id, origin] }).map(({ body }) => body)
}

function listed(bodies: readonly unknown[]): string {
  return `[${bodies
    .filter((body) => body !== null)
    .toSorted()
    .join('|')}]`
}

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
      const compared = [
        ['the tracker', inTracker(issue), expectedInTracker(expected)],
        ['the store', inStore(stage, id), expectedInStore(expected)],
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

function expectedInTracker({ status, reason, said, explanations, human }: Expected): string {
  return `${status} ${reason}, ${said.length + explanations} of ours, ${listed(human)}`
}

function inStore({ ground }: Stage, id: string): string {
  const all = (text: string) => ground.database.all({ text, params: [id] })
  const [row] = all('select status, reason, decided_by from issues where id = ?')
  const comments = all(
    'select body, origin from comments where issue_id = ? and deleted_at is null',
  )
  const of = (name: string) =>
    comments.filter(({ origin }) => origin === name).map(({ body }) => body)
  const bodies = `${listed(of('scanner'))}, ${listed(of('person'))}`
  return `${row?.status} ${row?.reason} by ${row?.decided_by}, ${bodies}`
}

function expectedInStore({ status, reason, by, said, human }: Expected): string {
  return `${status} ${reason} by ${by}, ${listed(said)}, ${listed(human)}`
}

function listed(bodies: readonly unknown[]): string {
  return `[${bodies
    .filter((body) => body !== null)
    .toSorted()
    .join('|')}]`
}

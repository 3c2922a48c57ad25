/** How things stand with one part of the set-up. */
export type CheckLevel = 'ok' | 'warning' | 'problem'

/** One line of a check. */
export interface CheckRow {
  readonly level: CheckLevel
  /** What was looked at: a repository, a project, a variable, a line of the routes file. */
  readonly subject: string
  /** What was found, as a sentence. */
  readonly message: string
  /** What to do about it. Empty if nothing need be done. */
  readonly remedy: string
}

/** Something that works. */
export function ok(subject: string, message: string): CheckRow {
  return { level: 'ok', subject, message, remedy: '' }
}

/** Something that works less well than it could. */
export function warning(subject: string, message: string, remedy: string): CheckRow {
  return { level: 'warning', subject, message, remedy }
}

/** Something that keeps findings from their trackers. */
export function problem(subject: string, message: string, remedy: string): CheckRow {
  return { level: 'problem', subject, message, remedy }
}

/** A variable that no setting has, though its name looks like one of ours. */
export interface UnknownVariable {
  readonly name: string
  /** The setting that was probably meant; null if none is near. */
  readonly meant: string | null
}

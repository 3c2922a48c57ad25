/** How bad, worst first. `info` is what a scanner reports without calling it a risk. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof severities)[number]

/** A person as a scanner names them. Either may be empty: committers' addresses come from Git. */
export interface Person {
  readonly email: string
  readonly username: string
}

/** What a scanner says of a finding: still there, gone, or not to be fixed. */
export type Verdict = 'open' | 'fixed' | 'dismissed'

/** What a scanner reports, in our words. Text is hostile: it comes from scanned code. */
export interface Finding {
  /** The source's id, such as `kondukto`. */
  readonly source: string
  /** What makes the finding itself within its source: the same key again is the same finding. */
  readonly key: string
  readonly verdict: Verdict
  /** Why it is dismissed or fixed, in the scanner's words. Empty where it said nothing. */
  readonly reason: string
  readonly title: string
  /** Markdown, possibly mixed with HTML. */
  readonly body: string
  readonly severity: Severity | null
  /** The scanner's project, matched by routes and usable as a target. */
  readonly project: string
  readonly labels: readonly string[]
  /** Both names empty where it is nobody's; null where this does not tell. */
  readonly assignee: Person | null
  /** As the scanner sent it; not necessarily a date. */
  readonly dueDate: string
  /** Whether this tells only part of the finding: of one that is known, its text is left as it is. */
  readonly partial: boolean
}

/**
 * A stable key for a finding whose scanner gives it none: SHA-256, in hex, of what names it.
 * Give it names and places only, never rendered text, or a new template makes every finding new.
 */
export async function fingerprint(names: readonly (string | number | null)[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(names))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

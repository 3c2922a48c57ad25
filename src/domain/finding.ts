import { sha256Hex } from '../text/hash.ts'

/** How bad, worst first. `info` is what a scanner reports without calling it a risk. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof severities)[number]

/** A person as a scanner names them. Either may be empty: committers' addresses come from Git. */
export interface Person {
  readonly email: string
  readonly username: string
}

/** A person without a name. */
export const noPerson: Person = { email: '', username: '' }

/** What a scanner says of a finding: still there, gone, or not to be fixed. */
export type Verdict = 'open' | 'fixed' | 'dismissed'

/** What a scanner reports, in our words. Text is hostile: it comes from scanned code. */
export interface Finding {
  /** The source's id, such as `kondukto`. */
  readonly source: string
  /** What makes the finding itself within its source: the same key again is the same finding. */
  readonly key: string
  /** Keys that earlier versions of Lockstep gave the same finding. */
  readonly formerKeys: readonly string[]
  /** Null if this report states no status: it changes none. */
  readonly verdict: Verdict | null
  /** Why it is dismissed or fixed, in the scanner's words. Empty if it gives no reason. */
  readonly reason: string
  readonly title: string
  /** Markdown, possibly mixed with HTML. */
  readonly body: string
  readonly severity: Severity | null
  /** The scanner's project, matched by routes and usable as a target. */
  readonly project: string
  /** Null if this report does not name them. */
  readonly labels: readonly string[] | null
  /** Both names empty if it is assigned to no one. Null if this report does not say. */
  readonly assignee: Person | null
  /** As the scanner sent it; not necessarily a date. Empty if this report does not say. */
  readonly dueDate: string
  /** The finding's page in the scanner, if its text does not name it. Empty if this report does not say. */
  readonly link: string
  /** File and line, likewise. */
  readonly place: string
  /** Whether this report holds only part of the finding: the text of a known one stays. */
  readonly partial: boolean
  /** When it was so, by the scanner's clock, in epoch milliseconds. Null if the scanner does not say. */
  readonly reportedAt: number | null
}

/** A finding of which a source says only what it knows. */
export function newFinding(
  known: Pick<Finding, 'source' | 'key' | 'verdict' | 'title' | 'project'> & Partial<Finding>,
): Finding {
  const { dueDate = '', ...rest } = known
  return {
    ...{ formerKeys: [], reason: '', body: '', severity: null, labels: null, assignee: null },
    ...{ partial: false, reportedAt: null, link: '', place: '' },
    ...rest,
    dueDate: isZeroTime(dueDate) ? '' : dueDate,
  }
}

/** What programs write for "no time": Go's year 1, SQL's year 0, the start of Unix time. No finding is due that early. */
function isZeroTime(text: string): boolean {
  return /^(0\d{3}|19[67]\d)-/.test(text.trim())
}

/**
 * A stable key for a finding whose scanner gives it none: SHA-256, in hex, of what names it.
 * Give it names and places only, never rendered text, or a new template makes every finding new.
 */
export function fingerprint(names: readonly (string | number | null)[]): Promise<string> {
  return sha256Hex(JSON.stringify(names))
}

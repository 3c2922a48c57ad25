import type { Verdict } from '../../domain/finding.ts'

/** What a status means, and the reason if it gives one. */
export interface Stated {
  readonly verdict: Verdict
  readonly reason: string
}

/** Whole words, joined by `_`. The first that matches counts: UNRESOLVED is not RESOLVED. */
const meanings: readonly (readonly [words: string, verdict: Verdict, reason?: string])[] = [
  ['UNRESOLVED|UNFIXED|NOT_RESOLVED|NOT_FIXED|REOPENED', 'open'],
  ['WONT_FIX|WONTFIX|WILL_NOT_FIX', 'dismissed', "won't fix"],
  ['RISK_ACCEPTED|ACCEPTED_RISK|ACCEPTED', 'dismissed', 'risk accepted'],
  ['COMPENSATING_CONTROLS?', 'dismissed', 'compensating control'],
  ['FALSE_POSITIVE', 'dismissed', 'false positive'],
  ['RESOLVED|FIXED|ITEM_NOT_FOUND', 'fixed'],
  ['CLOSED_BY_POLICY', 'dismissed', 'closed by policy'],
  ['CLOSED|IGNORED|DISMISSED', 'dismissed', 'closed'],
  ['OPEN|OPENED|CREATED|NEW', 'open'],
]

/** What the words of a status or an event's type mean. Null if none of them is known. */
export function statedBy(text: string): Stated | null {
  const words = text
    .toUpperCase()
    .replace(/['’]/g, '')
    .replace(/[^A-Z]+/g, '_')
  const known = meanings.find(([names]) => new RegExp(`(^|_)(${names})(_|$)`).test(words))
  return known ? { verdict: known[1], reason: known[2] ?? '' } : null
}

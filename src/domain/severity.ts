import { type Severity, severities } from './finding.ts'

const common: ReadonlyMap<string, Severity> = new Map([
  ...severities.map((name) => [name, name] as const),
  ['moderate', 'medium'],
  ['informational', 'info'],
  ['information', 'info'],
])

/**
 * The severity that a scanner's word means, in any case. `own` are the words of one scanner, which come first. Null if the
 * word is not known.
 */
export function severityOf(
  word: string | null | undefined,
  own: ReadonlyMap<string, Severity> = new Map(),
): Severity | null {
  const name = (word ?? '').trim().toLowerCase()
  return own.get(name) ?? common.get(name) ?? null
}

/** Words and their severities, to be found in any case; of two for one word the last counts. */
export function severityWords(
  ...tables: readonly Readonly<Record<string, Severity>>[]
): ReadonlyMap<string, Severity> {
  const entries = tables.flatMap((table) => Object.entries(table))
  return new Map(entries.map(([word, severity]) => [word.toLowerCase(), severity]))
}

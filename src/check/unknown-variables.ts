import { connectors } from '../../connectors/index.ts'
import type { Env } from '../config/settings.ts'
import { listVariables } from '../config/variables.ts'
import type { UnknownVariable } from '../domain/check.ts'
import { sources } from '../sources/index.ts'

/** Shorter names are near too many others: HOME is near HOST. */
const shortest = 8
/** Letters that may be wrong, missing, too many or swapped. */
const mostMistakes = 2

/**
 * Variables that are set and are no setting, but look like one: by a letter or two, or by how they begin. The routes document
 * may name others, for accounts.
 */
export function unknownVariables(env: Env, routes: string | null): UnknownVariable[] {
  const known = listVariables().flatMap(({ variables }) => variables.map(({ name }) => name))
  const isOurs = new RegExp(`^(${[...beginnings(), 'lockstep', 'kondukto'].join('|')})_`, 'i')
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name) || routes?.includes(name)) return []
    // GitHub's own machines set dozens.
    if (env.GITHUB_ACTIONS && name.startsWith('GITHUB_')) return []
    const meant = nearest(name, known)
    return meant || isOurs.test(name) ? [{ name, meant }] : []
  })
}

function beginnings(): string[] {
  return [...connectors, ...sources].map(({ id }) => id).filter((id) => id !== 'local')
}

function nearest(name: string, known: readonly string[]): string | null {
  if (name.length < shortest) return null
  const near = known
    .filter((one) => one.length >= shortest && isAboutAsLong(one, name))
    .map((one) => ({ one, mistakes: mistakesBetween(name.toUpperCase(), one) }))
    .filter(({ mistakes }) => mistakes <= mostMistakes)
    .sort((a, b) => a.mistakes - b.mistakes)
  return near[0]?.one ?? null
}

/** Two names that differ by more letters have more mistakes; to count them takes a hundred times as long. */
function isAboutAsLong(one: string, other: string): boolean {
  return Math.abs(one.length - other.length) <= mostMistakes
}

/** The edit distance in which two swapped neighbours count as one mistake (optimal string alignment). */
function mistakesBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = isSwap ? at(i - 2, j - 2) + 1 : Infinity
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + change, swap))
    }
  }
  return at(a.length, b.length)
}

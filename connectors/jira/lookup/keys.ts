import { searchAndReconsileIssuesUsingJql } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import { readList } from '../../kit/answer.ts'
import { messagesOf } from '../errors.ts'
import type { Jira } from '../login/client.ts'
import { summaryOf } from '../text/text.ts'
import { type Candidate, candidateOf } from './candidate.ts'
import type { Sought } from './unknown.ts'

/**
 * Returns which of the numbers have an issue, by Jira's database: a search that names keys without one is refused with all of
 * them. That is how Jira validates a query; its words differ by language.
 */
export async function existingAmong(
  api: Jira,
  target: string,
  numbers: readonly number[],
  signal: AbortSignal,
): Promise<number[]> {
  const missing = await searchByKeys(api, target, { numbers, fields: ['labels'] }, signal).then(
    (): number[] => [],
    (error) => keysIn(error, target),
  )
  return numbers.filter((number) => !missing.includes(number))
}

/** Of numbers that have an issue: those of which the index shows that they are another's, and the issues that it shows. */
export async function indexedAmong(
  api: Jira,
  { target, title, labelled }: Sought,
  numbers: readonly number[],
  signal: AbortSignal,
): Promise<{ candidates: Candidate[]; others: number[] }> {
  if (numbers.length === 0) return { candidates: [], others: [] }
  const fields = ['labels', 'summary', 'created', 'updated']
  const found = await searchByKeys(api, target, { numbers, fields }, signal)
  const isAnothers = ({ fields: read = {} }: (typeof found)[number]) =>
    labelled || (read.summary !== summaryOf(title) && read.created === read.updated)
  const others = found.filter(isAnothers).map(({ key = '' }) => numberOf(key))
  return { candidates: labelled ? found.map(candidateOf) : [], others }
}

/** The number at the end of a key. */
export function numberOf(key: string): number {
  return Number(key.slice(key.lastIndexOf('-') + 1))
}

async function searchByKeys(
  api: Jira,
  target: string,
  { numbers, fields }: { numbers: readonly number[]; fields: string[] },
  signal: AbortSignal,
) {
  const keys = numbers.map((number) => `"${target}-${number}"`).join(',')
  const query = { jql: `key in (${keys})`, fields, maxResults: numbers.length }
  const { issues } = await searchAndReconsileIssuesUsingJql(api(signal), query)
  return readList(issues, "Jira's answer to a search")
}

/** The numbers of the keys that a refusal names. Throws it if it names none. */
function keysIn(error: unknown, target: string): number[] {
  const { body } = Object(error instanceof TrackerError && error.cause) as { body?: unknown }
  const named = messagesOf(body).flatMap((words) => {
    const [, key, number] = /(?<![\w-])([A-Za-z]\w*)-(\d+)(?!\w)/.exec(words) ?? []
    return key?.toUpperCase() === target.toUpperCase() ? Number(number) : []
  })
  if (named.length === 0) throw error
  return named
}

import { getIssue } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import { property } from '../issues/marker.ts'
import type { Jira } from '../login/client.ts'
import { type Candidate, candidateOf } from './candidate.ts'

/** How many issues the index is asked for: those between them that it does not show are unknown to it. */
export const knownSize = 100
/** Issues that one attempt reads, so that it fits into a Worker's event. */
const mostRead = 4
/** Keys without an issue that end the list. */
const mostMissing = 2

/** What the index knows of a project: the last number before the first try, and the newest numbers, the last one first. */
export interface Known {
  readonly target: string
  readonly before: number
  readonly numbers: readonly number[]
}

/**
 * Reads one by one the newest issues that the index does not know. Data Center reads many at once from its index alone, which
 * may be behind on another node. Throws `unavailable` if there are more than one attempt can read, and none has the key:
 * the next attempt finds fewer, as the index knows more by then.
 */
export async function readUnknown(
  api: Jira,
  { target, ...known }: Known,
  key: string,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const [last = 0] = known.numbers
  const read = (number: number) => readNumber(api, `${target}-${number}`, signal)
  const found: Candidate[] = []
  let left = mostRead
  for (let missing = 0, number = last + 1; missing < mostMissing; number += 1, left -= 1) {
    if (left === 0 && !found.some(({ mark }) => mark === key)) throw tooFarBehind(target)
    if (left === 0) return found
    const issue = await read(number)
    found.push(...issue)
    missing = issue.length > 0 ? 0 : missing + 1
  }
  for (const number of gapsIn(known).slice(0, left)) found.push(...(await read(number)))
  return found
}

/** The numbers that the index jumps over, the last one first. Most of them were deleted. */
function gapsIn({ before, numbers }: Omit<Known, 'target'>): number[] {
  const [last = 0] = numbers
  const first = Math.max(before, numbers.length < knownSize ? 0 : (numbers.at(-1) ?? 0)) + 1
  const all = Array.from({ length: Math.max(0, last - first) }, (_, n) => last - 1 - n)
  return all.filter((number) => !numbers.includes(number))
}

/** The issue as a list of one; empty if there is none. */
async function readNumber(api: Jira, issueIdOrKey: string, signal: AbortSignal) {
  const place = { issueIdOrKey, fields: ['labels'], properties: [property] }
  try {
    return [candidateOf(await getIssue(api(signal), place))]
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'missing') return []
    throw error
  }
}

function tooFarBehind(target: string): TrackerError {
  return new TrackerError(
    'unavailable',
    `The search of Jira does not know the newest issues of ${target} yet, so this one may be among them. Lockstep looks again soon`,
  )
}

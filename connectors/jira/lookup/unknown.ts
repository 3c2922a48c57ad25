import { getIssue } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { Keyed } from '../../../src/domain/writes.ts'
import { markLabel, property } from '../issues/marker.ts'
import type { JiraAccount } from '../login/account.ts'
import { type Candidate, candidateOf } from './candidate.ts'
import { existingAmong, indexedAmong } from './keys.ts'
import { lastBefore } from './newest.ts'

// At Data Center no call reads many issues from the database, and the index of the search may be behind. So an issue that was
// filed in doubt is looked for by its number, from the lowest that it can have:
//
// 1. The last issue that has not changed since the first try was there before it. All that came later have higher numbers.
// 2. One search names 150 keys. Jira asks its database, and refuses the search with the keys that have no issue.
// 3. Another search shows which of the rest the index knows. They have our label if they are ours.
// 4. What the index does not know is read by its key, one by one.
// 5. A hundred keys in a row without an issue end the list, as they do at the Cloud.
//
// An attempt fits into a Worker's event. One that comes to no end keeps how far it came, and the next one goes on from there in
// a moment: as with a limit, it is not counted. Nothing is filed until an attempt has come to the end.

/** Keys that one search names: its address must fit into 8 KB. */
const windowSize = 150
const mostMissing = 100
/** Calls of one attempt for steps 2 to 4. */
const mostCalls = 4
/** Between two attempts. Meanwhile the index may come to know more. */
const pauseMs = 5000

/** What is looked for. */
export interface Sought extends Keyed {
  readonly target: string
  readonly title: string
  /** Whether the project's issues can carry our label. */
  readonly labelled: boolean
}

/**
 * Returns the project's issues since the first try that may be the one, as far as the search cannot know them. Throws
 * `limited` if one attempt cannot look at all.
 */
export async function readUnknown(
  account: JiraAccount,
  sought: Sought,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const { target, key } = sought
  const place = `looked for ${key} in ${target} up to`
  const kept = await account.memory.recall(place)
  const before = kept === null ? await lastBefore(account, target, sought.since, signal) : +kept
  const spend = openPurse(async (number) => {
    await account.memory.keep(place, String(number - 1))
    throw toBeContinued(target)
  })
  let highest = before
  for (let from = before + 1; from <= highest + mostMissing; from += windowSize) {
    const { candidates, last } = await lookFrom(from, account, sought, { spend, signal })
    if (candidates.some((one) => isOurs(one, key))) return candidates
    highest = last ?? highest
  }
  return []
}

/** Looks at the numbers of one window until it has found the issue. */
async function lookFrom(
  from: number,
  account: JiraAccount,
  sought: Sought,
  { spend, signal }: { spend: (number: number) => Promise<void>; signal: AbortSignal },
): Promise<{ candidates: Candidate[]; last: number | undefined }> {
  const { target, key } = sought
  const numbers = Array.from({ length: windowSize }, (_, at) => from + at)
  await spend(from)
  const existing = await existingAmong(account.api, target, numbers, signal)
  if (existing.length > 0) await spend(from)
  const { candidates, others } = await indexedAmong(account.api, sought, existing, signal)
  for (const number of existing) {
    if (candidates.some((one) => isOurs(one, key))) break
    if (others.includes(number)) continue
    await spend(number)
    candidates.push(...(await readNumber(account, `${target}-${number}`, signal)))
  }
  return { candidates, last: existing.at(-1) }
}

/** Counts the calls of an attempt. If there are too many, `end` is called with the number that they had come to. */
function openPurse(end: (number: number) => Promise<never>) {
  let left = mostCalls
  return async (number: number): Promise<void> => {
    left -= 1
    if (left < 0) await end(number)
  }
}

function isOurs({ mark, labels }: Candidate, key: string): boolean {
  return mark === key || labels.includes(markLabel(key))
}

/** The issue as a list of one; empty if there is none. */
async function readNumber({ api }: JiraAccount, issueIdOrKey: string, signal: AbortSignal) {
  const place = { issueIdOrKey, fields: ['labels'], properties: [property] }
  try {
    return [candidateOf(await getIssue(api(signal), place))]
  } catch (error) {
    if (error instanceof TrackerError && error.kind === 'missing') return []
    throw error
  }
}

function toBeContinued(target: string): TrackerError {
  return new TrackerError(
    'limited',
    `Lockstep has not looked at all new issues of ${target} yet, and this one may be among them. It goes on soon`,
    { scope: 'issue', retryAfterMs: pauseMs },
  )
}

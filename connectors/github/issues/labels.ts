import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../../src/domain/errors.ts'
import { labelText } from '../../../src/text/truncate.ts'
import type { IssueAddress } from '../account.ts'
import { isAbout, isRefusal } from '../errors.ts'
import { labelLimit } from './text.ts'

/** Labels as GitHub keeps them. It takes those that differ only in case for one, and an issue has at most 100. */
export function labelsOf(labels: readonly string[]): string[] {
  const names = labels.map((label) => labelText(label, labelLimit)).filter(Boolean)
  const folded = names.map(foldLabel)
  const first = names.filter((_, index) => folded.indexOf(folded[index] ?? '') === index)
  return first.slice(0, 100)
}

/** Returns the folded form of a label: GitHub treats labels with the same form as one. */
export function foldLabel(label: string): string {
  return label.toLowerCase()
}

/**
 * Adds and removes these labels and no other: setting the whole list would undo people's own. Returns what
 * GitHub refused, in words.
 */
export async function changeLabels(
  client: Octokit,
  address: IssueAddress,
  labels: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<string[]> {
  for (const name of labels.remove) {
    await client.rest.issues.removeLabel({ ...address, name }).catch((error) => {
      if (!isGoneAlready(error)) throw error
    })
  }
  return labels.add.length > 0 ? addLabels(client, address, labels.add) : []
}

/** Adds labels, one by one if GitHub refuses one of them. Returns what it refused, in words. */
async function addLabels(
  client: Octokit,
  address: IssueAddress,
  names: readonly string[],
): Promise<string[]> {
  try {
    await client.rest.issues.addLabels({ ...address, labels: [...names] })
    return []
  } catch (error) {
    if (!isLabelRefused(error)) throw error
    if (names.length === 1) return [`label ${names[0]}: ${error.message}`]
    const dropped: string[] = []
    for (const name of names) dropped.push(...(await addLabels(client, address, [name])))
    return dropped
  }
}

/** Whether GitHub refuses a label's name, such as one of an emoji alone. */
export function isLabelRefused(error: unknown): error is TrackerError {
  return isAbout(error, 'name') || isAbout(error, 'labels')
}

/** A 404: the label is gone already, or the issue is, and then the next call says so. A redirect is not one. */
function isGoneAlready(error: unknown): boolean {
  return error instanceof TrackerError && isRefusal(error.cause) && error.cause.status === 404
}

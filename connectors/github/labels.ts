import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../src/domain/errors.ts'
import type { IssueAddress } from './account.ts'
import { isRefusal } from './errors.ts'

/** Adds and removes these labels and no other: setting the whole list would undo people's own. */
export async function changeLabels(
  client: Octokit,
  address: IssueAddress,
  labels: { readonly add: string[]; readonly remove: string[] },
): Promise<void> {
  for (const name of labels.remove) {
    await client.rest.issues.removeLabel({ ...address, name }).catch((error) => {
      if (!isGoneAlready(error)) throw error
    })
  }
  if (labels.add.length > 0) await client.rest.issues.addLabels({ ...address, labels: labels.add })
}

/** A 404: the label is gone already, or the issue is, and then the next call says so. A redirect is not one. */
function isGoneAlready(error: unknown): boolean {
  return error instanceof TrackerError && isRefusal(error.cause) && error.cause.status === 404
}

import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../src/domain/errors.ts'
import type { addressOf } from './calls.ts'

/** Adds and removes these labels and no other: setting the whole list would undo people's own. */
export async function changeLabels(
  client: Octokit,
  address: ReturnType<typeof addressOf>,
  labels: { readonly add: string[]; readonly remove: string[] },
): Promise<void> {
  for (const name of labels.remove) {
    await client.rest.issues.removeLabel({ ...address, name }).catch((error) => {
      // The label is gone already, or the issue is: then the call that follows says so.
      if (!(error instanceof TrackerError && error.kind === 'missing')) throw error
    })
  }
  if (labels.add.length > 0) await client.rest.issues.addLabels({ ...address, labels: labels.add })
}

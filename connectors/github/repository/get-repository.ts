import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../../src/domain/errors.ts'

/** Reads a repository by its name. A repository that is not there is `missing`, in words that name it. */
export async function getRepository(
  client: Octokit,
  target: string,
  { headers = {}, signal }: { headers?: Record<string, string>; signal: AbortSignal },
) {
  const [owner = '', repo = ''] = target.split('/')
  const asking = client.rest.repos.get({ owner, repo, headers, request: { signal } })
  return asking.catch((error) => {
    if (!(error instanceof TrackerError && error.kind === 'missing')) throw error
    const message = `${target} is not there, or the log-in may not see it (${error.message})`
    throw new TrackerError('missing', message, { cause: error })
  })
}

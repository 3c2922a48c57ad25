import { type CheckRow, ok, problem, warning } from '../../../src/domain/check.ts'
import { TrackerError } from '../../../src/domain/errors.ts'
import { type GithubAccount, repositoryCall } from '../account.ts'
import type { GithubSettings } from '../login/settings.ts'
import type { InspectContext } from './inspect.ts'
import type { Repository } from './repository.ts'

interface Asked extends InspectContext {
  readonly data: Repository
  readonly headers: Readonly<Record<string, unknown>>
}

const page = 'https://github.com/settings/tokens'

/**
 * What the log-in may do. Classic tokens have scopes. For others GitHub says only by its answer: a write without content is
 * refused with 403 if it may not be made, else with 422, and nothing is written.
 */
export async function permissionRows(
  account: GithubAccount,
  target: string,
  { data, headers, settings, signal, thorough }: Asked,
): Promise<CheckRow[]> {
  const role = roleRows(target, data, settings)
  const scopes = String(headers['x-oauth-scopes'] ?? '')
  if (scopes !== '') return [scopeRow(target, scopes.split(/,\s*/), data), ...role]
  // Neither can be written to, whoever asks.
  if (!thorough || data.archived || data.has_issues === false) return role
  const at = repositoryCall(data.id, signal)
  const { client } = account
  const issues = await isRefused(client.request('POST /repos/{owner}/{repo}/issues', empty(at)))
  const files = await isRefused(client.request('POST /repos/{owner}/{repo}/git/refs', empty(at)))
  const where = placeOf(settings)
  return [
    issues
      ? problem(target, 'The log-in may not file issues.', `Give ${where} Issues: read and write.`)
      : ok(target, 'The log-in may file issues.'),
    files
      ? warning(
          target,
          'The log-in may not attach files.',
          `Give ${where} Contents: read and write.`,
        )
      : ok(target, 'The log-in may attach files.'),
    ...role,
  ]
}

/** GitHub drops labels and assignees without a word if a user may not write. Of an App it names no role. */
function roleRows(target: string, { permissions }: Repository, { auth }: GithubSettings) {
  if (auth.kind === 'app' || permissions?.push !== false) return []
  const message = 'GitHub drops labels and assignees: the user of the token may not write here.'
  return [warning(target, message, `Give that user the role Write in ${target}.`)]
}

/** A call without what GitHub requires of it. */
function empty<At extends object>(at: At): At & { title: never; ref: never; sha: never } {
  return at as At & { title: never; ref: never; sha: never }
}

function scopeRow(target: string, scopes: readonly string[], data: Repository): CheckRow {
  const enough = scopes.includes('repo') || (!data.private && scopes.includes('public_repo'))
  if (enough) return ok(target, 'The log-in may file issues and attach files.')
  const message = `The token's scopes (${scopes.join(', ')}) do not include repo.`
  return problem(target, message, `Give the token the scope repo at ${page}.`)
}

function placeOf({ auth }: GithubSettings): string {
  return auth.kind === 'app' ? "the App's permissions" : 'the token'
}

/** What is not refused as forbidden is refused for its content. */
async function isRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    if (error.kind === 'unavailable' || error.kind === 'limited') throw error
    return error.kind === 'forbidden' || error.kind === 'missing'
  }
}

import { type CheckRow, ok, problem } from '../../../src/domain/check.ts'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { Inspection } from '../../connector.ts'
import type { Askers } from '../events/redeliver.ts'
import type { GithubSettings } from '../login/settings.ts'
import { getRepository } from '../repository/get-repository.ts'
import { permissionRows } from './permissions.ts'
import { repositoryRows } from './repository.ts'
import { webhookRows } from './webhook.ts'

/** What the look at a repository needs besides the log-in. */
export interface InspectContext extends Inspection {
  readonly settings: GithubSettings
  /** Where GitHub is to send its webhooks. */
  readonly address: string
}

/** Everything that can be known of a repository before an issue is filed there. Writes nothing. */
export async function inspectRepo(
  askers: Askers,
  target: string,
  context: InspectContext,
): Promise<readonly CheckRow[]> {
  const { client } = askers.account
  const { signal, settings } = context
  try {
    const { data, headers } = await getRepository(client, target, { signal })
    return [
      ok('GitHub', 'The log-in works.'),
      ...(await repositoryRows(askers.account, target, { ...context, data })),
      ...(await permissionRows(askers.account, target, { ...context, data, headers })),
      ...(await webhookRows(askers, target, context)),
    ]
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    return [rowOf(error, target, settings)]
  }
}

/** Why nothing could be read of the repository. */
function rowOf(
  { kind, message }: TrackerError,
  target: string,
  { auth }: GithubSettings,
): CheckRow {
  if (kind === 'unauthorized' && auth.kind === 'app')
    return problem(
      'GitHub',
      `GitHub rejects the App's log-in: ${message}.`,
      "Make a new private key on the App's page, set GITHUB_APP_PRIVATE_KEY, and compare GITHUB_APP_ID and GITHUB_APP_INSTALLATION_ID. Then restart.",
    )
  if (kind === 'unauthorized')
    return problem(
      'GitHub',
      `GitHub rejects the token: ${message}.`,
      'Set a valid GITHUB_TOKEN and restart.',
    )
  if (kind === 'missing')
    return problem(
      target,
      `GitHub shows no repository ${target} to this log-in.`,
      `Correct GITHUB_REPO or the route's target, or give the log-in access to ${target}.`,
    )
  if (kind === 'unavailable')
    return problem(
      'GitHub',
      message.startsWith('GitHub ') ? `${message}.` : `GitHub fails: ${message}.`,
      'Check GITHUB_URL, and that this machine may connect to it.',
    )
  return problem(target, `GitHub says: ${message}.`, `Let the log-in read ${target}.`)
}

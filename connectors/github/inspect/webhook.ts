import { type CheckRow, ok, problem, warning } from '../../../src/domain/check.ts'
import { TrackerError } from '../../../src/domain/errors.ts'
import { repoOf } from '../account.ts'
import type { Askers } from '../events/redeliver.ts'
import type { InspectContext } from './inspect.ts'

/** Whether GitHub's webhook arrives. None is needed: polls read the same, more slowly. */
export async function webhookRows(
  { account }: Askers,
  target: string,
  { settings, address, signal }: InspectContext,
): Promise<CheckRow[]> {
  if (settings.webhookSecrets.length === 0)
    return [ok(target, 'Changes are read by polling: GITHUB_WEBHOOK_SECRET is not set.')]
  const repo = await repoOf(account, target, signal)
  const hooks = await account.client.rest.repos
    .listWebhooks({ ...repo, per_page: 100 })
    .catch(unlessRefused)
  // Without the permission to see webhooks nothing is known of them.
  if (!hooks) return []
  const hook = hooks.data.find(({ config }) => config.url === address)
  if (!hook)
    return [
      warning(
        target,
        `GITHUB_WEBHOOK_SECRET is set, but the repository has no webhook to ${address}.`,
        `Add one with the content type application/json, or ignore this if the App has it.`,
      ),
    ]
  const { code } = (hook.last_response ?? {}) as { code?: number | null }
  if (code === 401 || code === 403)
    return [
      problem(
        target,
        `Its last webhook was refused with ${code}: the secret differs.`,
        `Set the same secret in GITHUB_WEBHOOK_SECRET and in the webhook to ${address}.`,
      ),
    ]
  if (code && code >= 300)
    return [
      warning(
        target,
        `Its last webhook was answered ${code}.`,
        `Check that GitHub reaches ${address}.`,
      ),
    ]
  return [ok(target, `Its webhook points to ${address}.`)]
}

function unlessRefused(error: unknown): null {
  if (error instanceof TrackerError && ['forbidden', 'missing', 'rejected'].includes(error.kind))
    return null
  throw error
}

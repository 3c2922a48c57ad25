import type { Octokit } from '@octokit/rest'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import { appLogin, installationLogin } from './app.ts'
import { connect } from './connect.ts'
import type { GithubSettings } from './settings.ts'

/**
 * Opens GitHub's API with the settings' log-in. Its calls throw only TrackerError and never retry.
 */
export function openClient(settings: GithubSettings, tools: AdapterContext): Octokit {
  const { auth, url } = settings
  if (auth.kind === 'app') return connect(url, tools, installationLogin(auth, url, tools))
  return connect(url, tools, { header: async () => `Bearer ${auth.token}`, refused() {} })
}

/** Opens the API as the GitHub App itself; null where the log-in is a token. */
export function openAppClient(
  { auth, url }: GithubSettings,
  tools: AdapterContext,
): Octokit | null {
  return auth.kind === 'app' ? connect(url, tools, appLogin(auth)) : null
}

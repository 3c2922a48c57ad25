import { createAppAuth } from '@octokit/auth-app'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import { connect, type Login } from './connect.ts'
import type { GithubAuth } from './login-settings.ts'

type AppSettings = Extract<GithubAuth, { kind: 'app' }>

/**
 * Logs in as an installation of a GitHub App: a JWT buys a token for an hour, which is kept until
 * a minute before its end or until it is refused. Octokit's own hook is not used: it sleeps and
 * tries again on a 401, ignores abort signals and shares promises between requests, which Workers
 * forbid. docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function installationLogin(app: AppSettings, url: string, tools: AdapterContext): Login {
  const asApp = connect(url, tools, appLogin(app))
  let token = { text: '', until: 0 }
  return {
    async header(signal) {
      if (tools.now() > token.until - 60_000) token = await buyToken(signal)
      return `Bearer ${token.text}`
    },
    refused() {
      token = { text: '', until: 0 }
    },
  }

  async function buyToken(signal?: AbortSignal) {
    const installation_id = Number(app.installationId)
    const request = signal ? { signal } : {}
    const bought = asApp.rest.apps.createInstallationAccessToken({ installation_id, request })
    const { data } = await bought.catch(rethrowAsLogin)
    return { text: data.token, until: Date.parse(data.expires_at) }
  }
}

/** Logs in as the GitHub App itself, which may look after its webhook and little else. */
export function appLogin(app: AppSettings): Login {
  return { header: () => appHeader(app), refused() {} }
}

/**
 * An unknown or suspended installation is a lost log-in; as `missing` it would look like a deleted
 * issue.
 */
function rethrowAsLogin(error: unknown): never {
  if (
    !(error instanceof TrackerError) ||
    !['missing', 'forbidden', 'rejected'].includes(error.kind)
  ) {
    throw error
  }
  throw new TrackerError('unauthorized', `The GitHub App's installation: ${error.message}`, {
    cause: error,
  })
}

async function appHeader({ appId, privateKey }: AppSettings): Promise<string> {
  try {
    const { token } = await createAppAuth({ appId, privateKey })({ type: 'app' })
    return `Bearer ${token}`
  } catch (cause) {
    throw new TrackerError(
      'unauthorized',
      'GITHUB_APP_PRIVATE_KEY cannot sign: set it to the whole PEM file',
      { cause },
    )
  }
}

import { type Complain, isToken } from '../../kit/settings.ts'
import { readPrivateKey } from './private-key.ts'

/** How Lockstep proves to GitHub who it is. */
export type GithubAuth =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app'
      readonly appId: string
      /** PEM, PKCS#8. */
      readonly privateKey: string
      readonly installationId: string
    }

type Raw = Readonly<Partial<Record<string, string | undefined>>>

/** A GitHub App's settings: all of them or none. */
export const appVariables = [
  'GITHUB_APP_ID',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_APP_INSTALLATION_ID',
] as const

/** The log-in that the variables describe, or null after complaining of each that is wrong. */
export function readAuth(raw: Raw, complain: Complain): GithubAuth | null {
  const app = appVariables.some((variable) => raw[variable])
  if (app && raw.GITHUB_TOKEN) {
    complain('GITHUB_TOKEN', 'It is set beside the GitHub App settings: keep one of the two.')
    return null
  }
  if (app) return readApp(raw, complain)
  if (raw.GITHUB_TOKEN) return readToken(raw.GITHUB_TOKEN, complain)
  const lone = raw.GITHUB_REPO ? 'GITHUB_REPO' : 'GITHUB_WEBHOOK_SECRET'
  complain(lone, 'It needs GITHUB_TOKEN or the GitHub App settings, and neither is set.')
  return null
}

function readToken(token: string, complain: Complain): GithubAuth | null {
  if (isToken(token)) return { kind: 'token', token }
  complain('GITHUB_TOKEN', 'It has characters that no token can have.')
  return null
}

function readApp(raw: Raw, complain: Complain): GithubAuth | null {
  for (const variable of appVariables) {
    if (!raw[variable])
      complain(variable, 'It is missing: a GitHub App needs its id, its key and its installation.')
  }
  if (!/^\w*$/.test(raw.GITHUB_APP_ID ?? '')) complain('GITHUB_APP_ID', 'It must be an id.')
  if (!/^\d*$/.test(raw.GITHUB_APP_INSTALLATION_ID ?? '')) {
    complain('GITHUB_APP_INSTALLATION_ID', 'It must be a number.')
  }
  const { GITHUB_APP_ID: appId, GITHUB_APP_INSTALLATION_ID: installationId } = raw
  if (!appId || !installationId || !raw.GITHUB_APP_PRIVATE_KEY) return null
  const privateKey = readPrivateKey(raw.GITHUB_APP_PRIVATE_KEY)
  if (!privateKey) complain('GITHUB_APP_PRIVATE_KEY', 'It must hold the PEM file that GitHub made.')
  return privateKey ? { kind: 'app', appId, privateKey, installationId } : null
}

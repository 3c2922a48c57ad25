import { z } from 'zod'
import { secretValues } from '../../../src/platform/secrets/secret.ts'
import { type Complain, settingsSchema } from '../../kit/settings.ts'
import { appVariables, type GithubAuth, readAuth } from './login-settings.ts'

/**
 * GitHub's settings, checked. `url` is the API's base without a slash at its end; paces are zero
 * for "no limit".
 */
export interface GithubSettings {
  readonly auth: GithubAuth
  readonly repo: string | null
  readonly url: string
  readonly webhookSecrets: readonly string[]
  /** Whether findings may go to repositories that anybody can read, if their route does not say. */
  readonly mayBePublic: boolean
  readonly writesPerMinute: number
  readonly writesPerHour: number
}

const text = z.string().trim().optional()
const Raw = z.object({
  GITHUB_TOKEN: text.describe('A token. Or set the three variables of a GitHub App.'),
  GITHUB_APP_ID: text.describe('The App’s id.'),
  GITHUB_APP_INSTALLATION_ID: text.describe('The id of its installation in your organisation.'),
  GITHUB_APP_PRIVATE_KEY: text.describe(
    'Its key, as downloaded. Line breaks may be written `\\n`.',
  ),
  GITHUB_REPO: text.describe('`owner/name`: where issues go if no route sends them elsewhere.'),
  GITHUB_URL: text.meta({
    description: 'The API. Enterprise Server: `https://HOST/api/v3`.',
    default: 'https://api.github.com',
  }),
  GITHUB_WEBHOOK_SECRET: text.describe('Turns on `/trackers/github/events`.'),
  GITHUB_PUBLIC: text.meta({
    description:
      '`true`: findings may go to public repositories, if their route does not say `public`.',
    default: 'false',
  }),
  GITHUB_WRITES_PER_MINUTE: text.meta({ description: 'Most writes; 0 for no limit.', default: 60 }),
  GITHUB_WRITES_PER_HOUR: text.meta({ description: 'Most writes; 0 for no limit.', default: 480 }),
})
type Raw = z.infer<typeof Raw>

const telling = ['GITHUB_TOKEN', ...appVariables, 'GITHUB_REPO', 'GITHUB_WEBHOOK_SECRET'] as const

/**
 * Reads the GITHUB_ variables: null if GitHub is not in use, else one issue for each variable
 * that is wrong.
 */
export const settings = settingsSchema(Raw, (raw, complain): GithubSettings | null => {
  if (!telling.some((variable) => raw[variable])) return null
  const auth = readAuth(raw, complain)
  const read = {
    repo: readRepo(raw, complain),
    url: readUrl(raw, complain),
    webhookSecrets: secretValues(raw.GITHUB_WEBHOOK_SECRET),
    mayBePublic: readFlag(raw, 'GITHUB_PUBLIC', complain),
    writesPerMinute: readCount(raw, 'GITHUB_WRITES_PER_MINUTE', 60, complain),
    writesPerHour: readCount(raw, 'GITHUB_WRITES_PER_HOUR', 480, complain),
  }
  return auth && { ...read, auth }
})

/** Says what is wrong with `owner/repo`, or null. */
export function problemWithRepo(target: string): string | null {
  const segments = target.split('/')
  const fine = segments.every((segment) => /^[\w.-]+$/.test(segment) && !/^\.{1,2}$/.test(segment))
  return fine && segments.length === 2 ? null : 'A GitHub repository is written owner/repo.'
}

function readRepo(raw: Raw, complain: Complain): string | null {
  const problem = raw.GITHUB_REPO ? problemWithRepo(raw.GITHUB_REPO) : null
  if (problem) complain('GITHUB_REPO', problem)
  return raw.GITHUB_REPO || null
}

function readUrl(raw: Raw, complain: Complain): string {
  const url = (raw.GITHUB_URL || 'https://api.github.com').replace(/\/+$/, '')
  const { protocol, hostname } = URL.parse(url) ?? { protocol: '', hostname: '' }
  if (!/^https?:$/.test(protocol)) complain('GITHUB_URL', 'It must be an http or https URL.')
  if (/^(www\.)?github\.com$/.test(hostname)) {
    complain('GITHUB_URL', 'It must be the address of the API: https://api.github.com.')
  }
  return url
}

function readFlag(raw: Raw, variable: keyof Raw, complain: Complain): boolean {
  const text = raw[variable] || 'false'
  if (text !== 'true' && text !== 'false') complain(variable, 'It must be true or false.')
  return text === 'true'
}

function readCount(raw: Raw, variable: keyof Raw, otherwise: number, complain: Complain): number {
  const text = raw[variable] || String(otherwise)
  if (!/^\d{1,9}$/.test(text)) complain(variable, 'It must be a whole number; 0 means no limit.')
  return Number(text)
}

import { z } from 'zod'
import { bytesOf, toBase64 } from '../../../src/platform/bytes.ts'
import { secretValues } from '../../../src/platform/secrets/secret.ts'
import { type Complain, isToken, settingsSchema, withoutSlash } from '../../kit/settings.ts'

/** Jira's settings, checked. `url` has no slash at its end. */
export interface JiraSettings {
  readonly url: string
  /** The value of the `Authorization` header. */
  readonly authorization: string
  readonly project: string | null
  readonly issueType: string
  /** Null if Jira is to be asked. */
  readonly dialect: 'cloud' | 'data-center' | null
  readonly webhookSecrets: readonly string[]
}

const text = z.string().trim().optional()
const Raw = z.object({
  JIRA_URL: text.describe(
    'The site: `https://NAME.atlassian.net`, or that of your Data Center with its context path.',
  ),
  JIRA_EMAIL: text.describe(
    'The e-mail address of the user of the API token. For Data Center the name of the user.',
  ),
  JIRA_API_TOKEN: text.describe('The API token. For Data Center the password of the user.'),
  JIRA_TOKEN: text.describe(
    'A bearer token, instead of e-mail and API token. For Data Center a personal access token.',
  ),
  JIRA_PROJECT: text.describe('A project’s key: where issues go if no route sends them elsewhere.'),
  JIRA_DIALECT: text.meta({
    description:
      '`cloud`, or `data-center` for Jira Data Center 9 and later. Jira is asked if it is empty.',
  }),
  JIRA_ISSUE_TYPE: text.meta({ description: 'The type of new issues.', default: 'Bug' }),
  JIRA_WEBHOOK_SECRET: text.describe('Turns on `/trackers/jira/events`.'),
})
type Raw = z.infer<typeof Raw>

/** Reads the JIRA_ variables: null if Jira is not in use, else one issue for each variable that is wrong. */
export const settings = settingsSchema(Raw, (raw, complain): JiraSettings | null => {
  if (!Object.values(raw).some(Boolean)) return null
  return {
    url: readUrl(raw, complain),
    authorization: readLogin(raw, complain),
    project: readProject(raw, complain),
    issueType: raw.JIRA_ISSUE_TYPE || 'Bug',
    dialect: readDialect(raw, complain),
    webhookSecrets: secretValues(raw.JIRA_WEBHOOK_SECRET),
  }
})

/** Says what is wrong with a project's key, or null. https://support.atlassian.com/jira-cloud-administration/docs/edit-a-projects-details/ */
export function problemWithProject(target: string): string | null {
  const fine = /^[A-Z][A-Z0-9_]{1,254}$/.test(target)
  return fine ? null : 'A Jira project is named by its key, such as PAY.'
}

function readUrl(raw: Raw, complain: Complain): string {
  const url = withoutSlash(raw.JIRA_URL ?? '')
  if (!url)
    complain('JIRA_URL', 'It is missing: the address of the site, https://NAME.atlassian.net.')
  else if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    complain('JIRA_URL', 'It must be an http or https URL.')
  return url
}

/** https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/ */
function readLogin(raw: Raw, complain: Complain): string {
  const { JIRA_EMAIL: email, JIRA_API_TOKEN: apiToken, JIRA_TOKEN: bearer } = raw
  if (!isToken(bearer ?? '')) complain('JIRA_TOKEN', 'It has characters that no token can have.')
  if (bearer && (email || apiToken))
    complain('JIRA_TOKEN', 'It is set beside JIRA_EMAIL or JIRA_API_TOKEN: keep one log-in.')
  if (bearer) return `Bearer ${bearer}`
  if (!email && !apiToken)
    complain('JIRA_API_TOKEN', 'It is missing, with JIRA_EMAIL; or set JIRA_TOKEN, a bearer token.')
  else if (!email)
    complain('JIRA_EMAIL', 'It is missing: whose API token or password JIRA_API_TOKEN is.')
  else if (email.includes(':')) complain('JIRA_EMAIL', 'No name of a user has a colon.')
  else if (!apiToken) complain('JIRA_API_TOKEN', 'It is missing: JIRA_EMAIL alone is no log-in.')
  return `Basic ${base64(`${email}:${apiToken}`)}`
}

function readProject(raw: Raw, complain: Complain): string | null {
  const problem = raw.JIRA_PROJECT ? problemWithProject(raw.JIRA_PROJECT) : null
  if (problem) complain('JIRA_PROJECT', problem)
  return raw.JIRA_PROJECT || null
}

function readDialect(raw: Raw, complain: Complain): JiraSettings['dialect'] {
  const dialect = raw.JIRA_DIALECT || null
  if (dialect === null || dialect === 'cloud' || dialect === 'data-center') return dialect
  complain('JIRA_DIALECT', 'It must be cloud or data-center.')
  return null
}

function base64(value: string): string {
  return toBase64(bytesOf(value))
}

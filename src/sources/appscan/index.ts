import { z } from 'zod'
import { HttpError } from '../../domain/errors.ts'
import { isSecret, secretValues } from '../../platform/secrets/secret.ts'
import { complain, defineSource } from '../source.ts'
import { ignored, type ParsedWebhook, type WebhookRequest } from '../webhook.ts'
import { openAppscanApi } from './api.ts'

const Settings = z
  .object({
    APPSCAN_TOKEN: z.string().optional().describe('Turns on `/hooks/appscan/TOKEN/…`.'),
    APPSCAN_KEY_ID: z.string().optional().describe('The id of an API key, to fetch findings.'),
    APPSCAN_KEY_SECRET: z.string().optional().describe('The key’s secret.'),
    APPSCAN_URL: z
      .url('must be a URL')
      .default('https://cloud.appscan.com')
      .describe('AppScan’s API. In Europe: `https://eu.cloud.appscan.com`.'),
  })
  .transform((raw, context) => {
    const { APPSCAN_KEY_ID: id, APPSCAN_KEY_SECRET: secret } = raw
    const tokens = secretValues(raw.APPSCAN_TOKEN)
    if (!id !== !secret)
      complain(
        context,
        id ? 'APPSCAN_KEY_SECRET' : 'APPSCAN_KEY_ID',
        'It is missing, and the other half of the key is set: set both.',
      )
    if ((id || secret) && tokens.length === 0)
      complain(
        context,
        'APPSCAN_TOKEN',
        'It is missing: a key is set, but without webhooks nothing starts a fetch.',
      )
    const url = raw.APPSCAN_URL.replace(/\/+$/, '')
    return tokens.length > 0 ? { tokens, key: id && secret ? { id, secret } : null, url } : null
  })

/** The kinds of subjects in our addresses, and the API's names for them. */
const scopes = new Map([
  ['scan-execution', 'ScanExecution'],
  ['application', 'Application'],
])

/** HCL AppScan on Cloud and 360°. Its Presence sends an id only; the issues are fetched. */
export const appscan = defineSource({
  id: 'appscan',
  name: 'AppScan',
  secrets: ['APPSCAN_TOKEN'],
  env: Settings,
  open: ({ tokens, key, url }, tools) => ({
    webhook: {
      methods: ['GET', 'POST', 'PUT'],
      // Before them may stand the token.
      keptPath: (path) => path.slice(-2),
      verify: (request) => verify(request, tokens),
      parse: (request) => parse(request, key !== null),
    },
    ...(key
      ? openAppscanApi(url, key, tools)
      : { lacks: ['APPSCAN_KEY_ID', 'APPSCAN_KEY_SECRET'] }),
  }),
})

/** The token is in the address or, from newer Presences, in `Authorization`. */
async function verify({ path, headers }: WebhookRequest, tokens: readonly string[]): Promise<void> {
  const given = path.length > 2 ? [path[0] ?? ''] : credentials(headers.get('authorization') ?? '')
  const genuine = await Promise.all(given.map((token) => isSecret(token, tokens)))
  if (!genuine.some(Boolean)) throw new HttpError(403, 'the token is missing or wrong')
  if (path.length > 3 || !scopes.has(path.at(-2) ?? ''))
    throw new HttpError(404, 'the address must end in scan-execution/ID or application/ID')
}

function credentials(authorization: string): string[] {
  const [, scheme = '', given = ''] = /^(bearer|basic) +(.+)$/i.exec(authorization) ?? []
  if (scheme.toLowerCase() !== 'basic') return given ? [given] : []
  try {
    // The token may be the user name, the password, or both with the colon: three guesses at most.
    const decoded = atob(given)
    const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(decoded) ?? []
    return [decoded, user, password].filter(Boolean)
  } catch {
    return []
  }
}

function parse({ path }: WebhookRequest, fetches: boolean): ParsedWebhook {
  const [kind = '', id = ''] = path.slice(-2)
  const scope = scopes.get(kind)
  if (!z.guid().safeParse(id).success)
    return ignored(kind, 'not understood: the id in the address must be a UUID')
  if (!fetches)
    return ignored(kind, 'not fetched: APPSCAN_KEY_ID and APPSCAN_KEY_SECRET are not set')
  return { ...ignored(kind, 'its issues are fetched'), resource: `${scope}/${id.toLowerCase()}` }
}

import { z } from 'zod'
import { HttpError } from '../../domain/errors.ts'
import { isHmac } from '../../platform/secrets/hmac.ts'
import { secretValues } from '../../platform/secrets/secret.ts'
import { complain, defineSource } from '../source.ts'
import { ignored, type ParsedWebhook, type WebhookRequest } from '../webhook.ts'
import { openCorgeaApi, resourceOf } from './api.ts'
import { fromWebhook } from './findings.ts'
import { messageIn } from './message.ts'
import { WebhookIssue, WebhookScan } from './schema.ts'

const Settings = z
  .object({
    CORGEA_SECRET: z.string().optional().describe('Turns on `/hooks/corgea`.'),
    CORGEA_TOKEN: z.string().optional().describe('An API token, to fetch the findings of a scan.'),
    CORGEA_URL: z
      .url('must be a URL')
      .default('https://www.corgea.app/api/v1')
      .describe('Corgea’s API.'),
  })
  .transform((raw, context) => {
    const secrets = secretValues(raw.CORGEA_SECRET)
    if (raw.CORGEA_TOKEN && secrets.length === 0)
      complain(
        context,
        'CORGEA_SECRET',
        'It is missing: CORGEA_TOKEN is set, but without webhooks nothing starts a fetch.',
      )
    const url = raw.CORGEA_URL.replace(/\/+$/, '')
    return secrets.length > 0 ? { secrets, token: raw.CORGEA_TOKEN ?? null, url } : null
  })

/** Corgea's webhooks, signed, and its API for what a finished scan found. https://docs.corgea.app/webhooks */
export const corgea = defineSource({
  id: 'corgea',
  name: 'Corgea',
  secrets: ['CORGEA_SECRET'],
  env: Settings,
  open: ({ secrets, token, url }, tools) => ({
    webhook: {
      signed: true,
      timed: true,
      verify: (request) => verify(request, secrets),
      parse: (request) => parse(request, token !== null),
    },
    ...(token && openCorgeaApi(url, token, tools)),
  }),
})

/**
 * The signature covers the body alone. A header with an old time is no reason to refuse: anyone could change it, and the
 * body's own time keeps old messages from undoing newer ones.
 */
async function verify({ headers, body }: WebhookRequest, secrets: readonly string[]) {
  const signature = (headers.get('x-corgea-signature') ?? '').replace(/^sha256=/, '')
  if (!(await isHmac(body, signature, secrets)))
    throw new HttpError(403, 'the signature is missing or wrong')
}

function parse(request: WebhookRequest, fetches: boolean): ParsedWebhook {
  const { event, id, at, data, problem } = messageIn(request)
  const name = event || 'message'
  if (problem) return ignored(name, problem, id)
  const issue = WebhookIssue.safeParse(data).data
  if (issue && /^(issue\.|$)/.test(event))
    return { ...ignored(name, '', id), findings: [fromWebhook(issue, at)] }
  if (event.startsWith('issue.'))
    return ignored(name, `not filed: no issue_id in it. ${remedy}`, id)
  if (event !== 'scan.completed') return ignored(name, 'not about an issue', id)
  const scan = WebhookScan.safeParse(data).data
  if (!scan) return ignored(name, `not fetched: no scan_id in it. ${remedy}`, id)
  if (!fetches) return ignored(name, 'not fetched: CORGEA_TOKEN is not set', id)
  return { ...ignored(name, 'its issues are fetched', id), resource: resourceOf(scan) }
}

const remedy = 'A custom body in Corgea must contain {{payload}}.'

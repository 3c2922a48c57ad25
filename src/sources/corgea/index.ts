import { z } from 'zod'
import { HttpError } from '../../domain/errors.ts'
import { textOf } from '../../platform/bytes.ts'
import { parseJson } from '../../platform/json.ts'
import { isHmac, secretValues } from '../../platform/secret.ts'
import {
  complain,
  defineSource,
  ignored,
  type ParsedWebhook,
  type WebhookRequest,
} from '../source.ts'
import { openCorgeaApi, resourceOf } from './api.ts'
import { fromWebhook } from './findings.ts'
import { Envelope, WebhookIssue, WebhookScan } from './schema.ts'

const Settings = z
  .object({
    CORGEA_SECRET: z.string().optional(),
    CORGEA_TOKEN: z.string().optional(),
    CORGEA_URL: z.url('must be a URL').default('https://www.corgea.app/api/v1'),
  })
  .transform((raw, context) => {
    const secrets = secretValues(raw.CORGEA_SECRET)
    if (raw.CORGEA_TOKEN && secrets.length === 0)
      complain(
        context,
        'CORGEA_SECRET',
        'CORGEA_TOKEN is set, but nothing asks for it without webhooks.',
      )
    const url = raw.CORGEA_URL.replace(/\/+$/, '')
    return secrets.length > 0 ? { secrets, token: raw.CORGEA_TOKEN ?? null, url } : null
  })

/** How old or early a call may be, in milliseconds. */
const toleranceMs = 5 * 60_000

/** Corgea's webhooks, signed, and its API for what a finished scan found. https://docs.corgea.app/webhooks */
export const corgea = defineSource({
  id: 'corgea',
  name: 'Corgea',
  secrets: ['CORGEA_SECRET'],
  env: Settings,
  open: ({ secrets, token, url }, tools) => ({
    webhook: {
      signed: true,
      verify: (request) => verify(request, secrets, tools.now()),
      parse: (request) => parse(request, token !== null),
    },
    ...(token && openCorgeaApi(url, token, tools)),
  }),
})

/** The signature covers the body alone; the time, where it is sent, only keeps old calls out. */
async function verify({ headers, body }: WebhookRequest, secrets: readonly string[], now: number) {
  const signature = (headers.get('x-corgea-signature') ?? '').replace(/^sha256=/, '')
  if (!(await isHmac(body, signature, secrets)))
    throw new HttpError(403, 'the signature is missing or wrong')
  const sent = headers.get('x-corgea-timestamp')
  if (sent !== null && !(Math.abs(now - Number(sent) * 1000) <= toleranceMs))
    throw new HttpError(403, 'X-Corgea-Timestamp: is more than five minutes off')
}

function parse(request: WebhookRequest, fetches: boolean): ParsedWebhook {
  const { event_type: event, event_id, data } = envelopeIn(parseJson(textOf(request.body)))
  const id = event_id ?? null
  if (event.startsWith('issue.')) {
    const issue = WebhookIssue.safeParse(data)
    if (!issue.success) return ignored(event, 'it names no issue', id)
    return { ...ignored(event, '', id), findings: [fromWebhook(issue.data)] }
  }
  if (event !== 'scan.completed') return ignored(event, 'not about an issue', id)
  const scan = WebhookScan.safeParse(data)
  if (!scan.success) return ignored(event, 'it names no scan', id)
  if (!fetches) return ignored(event, 'not fetched: CORGEA_TOKEN is not set', id)
  return { ...ignored(event, 'its issues are fetched', id), resource: resourceOf(scan.data) }
}

/** A custom body may wrap the default one, one level down, and repeat parts of it beside it. */
function envelopeIn(body: unknown): Envelope {
  const inside = typeof body === 'object' && body !== null ? Object.values(body) : []
  const found = [body, ...inside].flatMap((candidate) => Envelope.safeParse(candidate).data ?? [])
  const envelope = found.find(({ data }) => Object.keys(data).length > 0) ?? found[0]
  if (!envelope) throw new HttpError(422, 'event_type: is missing')
  return envelope
}

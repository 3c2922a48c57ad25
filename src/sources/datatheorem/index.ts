import { z } from 'zod'
import { HttpError } from '../../domain/errors.ts'
import { isSecret, secretValues } from '../../platform/secret.ts'
import {
  defineSource,
  ignored,
  type ParsedWebhook,
  readShape,
  type SourceOptions,
  type WebhookRequest,
} from '../source.ts'
import { commentOf } from './comment.ts'
import { Data, findingOf } from './finding.ts'

const Settings = z.object({ DATATHEOREM_TOKEN: z.string().optional() }).transform((raw) => {
  const tokens = secretValues(raw.DATATHEOREM_TOKEN)
  return tokens.length > 0 ? { tokens } : null
})

/** The envelope is strict, as documented; the data is loose, as its schema could not be had. */
const Body = z.object({
  event: z.union([
    z.string(),
    z.object({ type: z.string().min(1), data: z.record(z.string(), z.unknown()).catch({}) }),
  ]),
})

/** Data Theorem's webhooks. https://docs.securetheorem.com/webhooks/overview.html */
export const datatheorem = defineSource({
  id: 'datatheorem',
  name: 'Data Theorem',
  secrets: ['DATATHEOREM_TOKEN'],
  env: Settings,
  open: ({ tokens }, _, options) => ({
    webhook: {
      verify: (request) => verify(request, tokens),
      parse: (request) => parse(request, options),
    },
  }),
})

async function verify(
  { method, path, headers }: WebhookRequest,
  tokens: readonly string[],
): Promise<void> {
  if (method !== 'POST' || path.length > 1) throw new HttpError(404, 'there is nothing here')
  const bearer = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (!(await isSecret(path[0] ?? bearer ?? '', tokens)))
    throw new HttpError(403, 'the token is missing or wrong')
}

function parse(request: WebhookRequest, options: SourceOptions): ParsedWebhook {
  const { event } = readShape(request, Body)
  if (typeof event === 'string') return ignored('set-up check', 'it asks whether we are here')
  const comment = commentOf(event.type, event.data)
  if (comment) return { ...ignored(event.type, ''), comments: [comment] }
  const data = Data.safeParse(event.data)
  const finding = data.success ? findingOf(event.type, data.data, options.severities) : null
  if (!finding) return ignored(event.type, 'not about a finding that we know how to file')
  return { ...ignored(event.type, ''), findings: [finding] }
}

import { z } from 'zod'
import { HttpError } from '../../domain/errors.ts'
import type { Severity } from '../../domain/finding.ts'
import { isSecret, secretValues } from '../../platform/secrets/secret.ts'
import { defineSource, type SourceOptions } from '../source.ts'
import { ignored, jsonIn, type ParsedWebhook, type WebhookRequest } from '../webhook.ts'
import { commentOf } from './comment.ts'
import { Data, findingOf } from './finding.ts'

const Settings = z
  .object({ DATATHEOREM_TOKEN: z.string().optional().describe('Turns on `/hooks/datatheorem`.') })
  .transform((raw) => {
    const tokens = secretValues(raw.DATATHEOREM_TOKEN)
    return tokens.length > 0 ? { tokens } : null
  })

/** The envelope is documented. The data is read loosely, because its schema is not published. */
const Body = z.object({
  event: z.union([
    z.string(),
    z.object({ type: z.string().min(1), data: z.record(z.string(), z.unknown()).catch({}) }),
  ]),
  time: z.number().positive().nullish().catch(null),
})

/** Data Theorem's webhooks. https://docs.securetheorem.com/webhooks/overview.html */
export const datatheorem = defineSource({
  id: 'datatheorem',
  name: 'Data Theorem',
  secrets: ['DATATHEOREM_TOKEN'],
  env: Settings,
  open: ({ tokens }, _, options) => ({
    webhook: {
      timed: true,
      verify: (request) => verify(request, tokens),
      parse: (request) => parse(request, options),
    },
  }),
})

/** The token is a bearer token, or the last part of the address. */
async function verify({ path, headers }: WebhookRequest, tokens: readonly string[]): Promise<void> {
  const bearer = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (path.length > 1 || !(await isSecret(path[0] ?? bearer ?? '', tokens)))
    throw new HttpError(403, 'the token is missing or wrong')
}

function parse(request: WebhookRequest, { severities }: SourceOptions): ParsedWebhook {
  const { value, problem } = jsonIn(request)
  if (problem) return ignored('message', problem)
  const body = Body.safeParse(value)
  if (!body.success) return ignored('message', 'not understood: it names no event with a type')
  const { event, time } = body.data
  if (typeof event === 'string') return ignored('set-up check', 'a test of the connection')
  return eventIn(event, time ?? null, severities)
}

function eventIn(
  { type, data }: { readonly type: string; readonly data: Record<string, unknown> },
  time: number | null,
  severities: Readonly<Record<string, Severity>>,
): ParsedWebhook {
  const comment = commentOf(type, data)
  if (comment) return { ...ignored(type, ''), comments: [comment] }
  const known = Data.safeParse(data).data
  // In seconds.
  const at = time === null ? null : time * 1000
  const finding = known ? findingOf({ type, data: known, at }, severities) : null
  if (!finding) return ignored(type, 'not about a finding that can be filed')
  return { ...ignored(type, ''), findings: [finding] }
}

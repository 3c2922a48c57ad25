import { z } from 'zod'
import { HttpError } from '../../domain/errors.ts'
import { isSecret, secretValues } from '../../platform/secrets/secret.ts'
import { defineSource } from '../source.ts'
import { ignored, jsonIn, type ParsedWebhook, type WebhookRequest } from '../webhook.ts'
import { findingOf, Ticket } from './finding.ts'

const Settings = z
  .object({ HOLM_TOKEN: z.string().optional().describe('Turns on `/hooks/holm/TOKEN`.') })
  .transform((raw) => {
    const tokens = secretValues(raw.HOLM_TOKEN)
    return tokens.length > 0 ? { tokens } : null
  })

const Body = z.record(z.string(), z.unknown())

/** Holm Security's webhooks: tickets. The token is in the address, because Holm sends no proof of its own. */
export const holm = defineSource({
  id: 'holm',
  name: 'Holm Security',
  secrets: ['HOLM_TOKEN'],
  env: Settings,
  open: ({ tokens }) => ({ webhook: { verify: (request) => verify(request, tokens), parse } }),
})

async function verify({ path }: WebhookRequest, tokens: readonly string[]): Promise<void> {
  if (path.length !== 1 || !(await isSecret(path[0] ?? '', tokens)))
    throw new HttpError(403, 'the token in the address is missing or wrong')
}

/** One key names the event. https://support.holmsecurity.com/knowledge/how-does-the-webhook-integration-work */
function parse(request: WebhookRequest): ParsedWebhook {
  const { value, problem } = jsonIn(request)
  if (problem) return ignored('message', problem)
  const body = Body.safeParse(value).data ?? {}
  const [event] = Object.keys(body)
  if (!event)
    return ignored(
      'message',
      'not understood: the body has no `ticket`. Check the payload template in Security Center',
    )
  if (!('ticket' in body)) return ignored(event, 'not about a ticket')
  const ticket = Ticket.safeParse(body.ticket)
  if (!ticket.success) return ignored('ticket', 'not filed: ticket.number is missing or no number')
  return { ...ignored('ticket', ''), findings: [findingOf(ticket.data)] }
}

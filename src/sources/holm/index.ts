import { z } from 'zod'
import { HttpError } from '../../domain/errors.ts'
import { type Finding, type Person, severities, type Verdict } from '../../domain/finding.ts'
import { isSecret, secretValues } from '../../platform/secret.ts'
import { code, facts } from '../prose.ts'
import {
  defineSource,
  ignored,
  type ParsedWebhook,
  readShape,
  type WebhookRequest,
} from '../source.ts'

const Settings = z.object({ HOLM_TOKEN: z.string().optional() }).transform((raw) => {
  const tokens = secretValues(raw.HOLM_TOKEN)
  return tokens.length > 0 ? { tokens } : null
})

/** A field of a custom payload; a placeholder that Holm did not fill in counts as absent. */
const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value && !/^\{[\w.]+\}$/.test(value.trim()) ? value.trim() : ''))

const Ticket = z.object({
  number: z.union([z.int(), z.string().regex(/^\d+$/, 'must be a number')]).transform(String),
  status: text,
  severity: text,
  vulnerability_name: text,
  asset_name: text,
  asset_link: text,
  due_date: text,
  owner: text,
  url: text,
})
type Ticket = z.infer<typeof Ticket>

const Body = z.record(z.string(), z.unknown())

/** Holm Security's webhooks: tickets. The token is in the address, as Holm sends no proof of its own. */
export const holm = defineSource({
  id: 'holm',
  name: 'Holm Security',
  secrets: ['HOLM_TOKEN'],
  env: Settings,
  open: ({ tokens }) => ({ webhook: { verify: (request) => verify(request, tokens), parse } }),
})

async function verify({ method, path }: WebhookRequest, tokens: readonly string[]): Promise<void> {
  if (method !== 'POST') throw new HttpError(404, 'there is nothing here')
  if (!(await isSecret(path[0] ?? '', tokens)) || path.length !== 1)
    throw new HttpError(403, 'the token in the address is missing or wrong')
}

/** One key names the event. https://support.holmsecurity.com/knowledge/how-does-the-webhook-integration-work */
function parse(request: WebhookRequest): ParsedWebhook {
  const body = readShape(request, Body)
  const [event] = Object.keys(body)
  if (!event) throw new HttpError(422, 'the body: names no event')
  if (!('ticket' in body)) return ignored(event, 'not about a ticket')
  const { ticket } = readShape(request, z.object({ ticket: Ticket }))
  return { ...ignored('ticket', ''), findings: [findingOf(ticket)] }
}

function findingOf(ticket: Ticket): Finding {
  const { number, asset_name: asset, vulnerability_name: name, owner } = ticket
  const severity = severities.find((known) => known === ticket.severity.toLowerCase()) ?? null
  return {
    ...stated(ticket.status),
    source: 'holm',
    key: number,
    partial: false,
    title: `${name || `Ticket ${number}`}${asset ? ` on ${asset}` : ''}`,
    body: facts([
      ['Asset', asset && code(asset)],
      ['Asset in Holm', ticket.asset_link],
      ['Severity', severity],
      ['Due', ticket.due_date],
      ['Ticket in Holm', ticket.url || `number ${number}`],
    ]),
    severity,
    project: 'holm',
    labels: [],
    assignee: personOf(owner),
    dueDate: ticket.due_date,
  }
}

/** A ticket without an owner may be one whose payload has no place for it. */
function personOf(owner: string): Person | null {
  if (owner === '') return null
  return owner.includes('@') ? { email: owner, username: '' } : { email: '', username: owner }
}

/** `Open` and `Closed (Fixed)` are documented; there may be other ways of being closed. */
function stated(status: string): { verdict: Verdict; reason: string } {
  if (!/^closed/i.test(status)) return { verdict: 'open', reason: '' }
  const how = /^closed\W*(.*?)\W*$/i.exec(status)?.[1] ?? ''
  if (/^(fixed\b|$)/i.test(how)) return { verdict: 'fixed', reason: '' }
  return { verdict: 'dismissed', reason: how }
}

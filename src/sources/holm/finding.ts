import { z } from 'zod'
import { type Finding, newFinding, type Person, type Verdict } from '../../domain/finding.ts'
import { severityOf } from '../../domain/severity.ts'
import { plainLine } from '../../text/plain.ts'
import { code, facts } from '../prose.ts'

/** A field of a custom payload. A placeholder that Holm did not fill in counts as absent. */
const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value && !/^\{[\w.]+\}$/.test(value.trim()) ? value.trim() : ''))

/** A ticket. Only its number is required. */
export const Ticket = z.object({
  number: z.union([z.int(), z.string().trim().regex(/^\d+$/)]).transform(String),
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

/** A ticket as a finding. Holm says no time. */
export function findingOf(ticket: Ticket): Finding {
  const { number, asset_name: asset, vulnerability_name: name } = ticket
  const severity = severityOf(ticket.severity)
  return newFinding({
    ...statedBy(ticket.status),
    source: 'holm',
    key: number,
    title: `${name || `Ticket ${number}`}${asset ? ` on ${asset}` : ''}`,
    body: facts([
      ['Asset', asset && code(asset)],
      ['Asset in Holm', plainLine(ticket.asset_link)],
      ['Severity', severity],
      ['Due', plainLine(ticket.due_date)],
      ['Ticket in Holm', plainLine(ticket.url) || `number ${number}`],
    ]),
    severity,
    project: 'holm',
    assignee: personOf(ticket.owner),
    dueDate: ticket.due_date,
  })
}

/** Null if there is no owner: the payload may have no place for one. */
function personOf(owner: string): Person | null {
  if (owner === '') return null
  return owner.includes('@') ? { email: owner, username: '' } : { email: '', username: owner }
}

/** `Open` and `Closed (Fixed)` are documented. There may be other ways of being open and of being closed. */
function statedBy(status: string): { verdict: Verdict | null; reason: string } {
  if (/^(re-?)?open/i.test(status)) return { verdict: 'open', reason: '' }
  const how = /^closed\b\W*(.*?)\W*$/i.exec(status.slice(0, 200))?.[1]
  if (how === undefined) return { verdict: null, reason: '' }
  if (/^(fixed\b|$)/i.test(how)) return { verdict: 'fixed', reason: '' }
  return { verdict: 'dismissed', reason: how }
}

import { z } from 'zod'
import type { Finding, Severity, Verdict } from '../../domain/finding.ts'
import { code, facts, paragraphs, section } from '../prose.ts'

/** Their texts hold the two characters `\n` where a line ends. */
const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value ?? '').replaceAll('\\n', '\n').trim())

/** What is read of an event's data; only the id must be there. */
export const Data = z.object({
  uuid: z.string().min(1),
  policy_violation_status: text,
  relevance: text,
  priority: text,
  severity: text,
  title: text,
  description: text,
  recommendation: text,
  portal_url: text,
  policy_name: text,
  exception_explanation: text,
  affected_asset: z
    .object({
      name: text,
      url: text,
      portal_url: text,
      belongs_to_asset_group: z.object({ name: text }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
})
export type Data = z.infer<typeof Data>

/** The words their priorities, severities and relevances are told in. The routes file may add to them. */
const severityWords: Readonly<Record<string, Severity>> = {
  P0: 'critical',
  P1: 'high',
  P2: 'medium',
  P3: 'low',
  P4: 'info',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
  IMPORTANT: 'high',
}

/**
 * A policy violation or a finding target as a finding; null for events about anything else. Few names of types are known,
 * so they are told by the words in them.
 */
export function findingOf(
  type: string,
  data: Data,
  more: Readonly<Record<string, Severity>>,
): Finding | null {
  const stated = /POLICY_VIOLATION|FINDING_TARGET/.test(type) ? verdictOf(type, data) : null
  if (!stated) return null
  const asset = data.affected_asset
  const words = new Map(Object.entries({ ...severityWords, ...more }))
  const given = [data.priority, data.severity, data.relevance]
  const severity = given.map((word) => words.get(word)).find(Boolean) ?? null
  return {
    ...stated,
    source: 'datatheorem',
    key: data.uuid,
    partial: false,
    title: titleOf(data),
    body: paragraphs(
      facts([
        ['Asset', code(asset?.name)],
        ['Address', asset?.url],
        ['Severity', severity],
        ['Policy', data.policy_name],
        ['In Data Theorem', data.portal_url],
      ]),
      data.description,
      section('How to fix', data.recommendation),
    ),
    severity,
    project: asset?.belongs_to_asset_group?.name || asset?.name || 'datatheorem',
    labels: [],
    assignee: null,
    dueDate: '',
  }
}

function verdictOf(type: string, data: Data): { verdict: Verdict; reason: string } | null {
  const said = `${type} ${data.policy_violation_status}`.toUpperCase().replace(/[\s'’]/g, '_')
  const why = data.exception_explanation
  if (/WON_?T_FIX/.test(said)) return { verdict: 'dismissed', reason: why || "won't fix" }
  if (/RISK_ACCEPTED|ACCEPTED_RISK/.test(said))
    return { verdict: 'dismissed', reason: why || 'risk accepted' }
  if (/COMPENSATING/.test(said))
    return { verdict: 'dismissed', reason: why || 'compensating control' }
  if (/RESOLVED|FIXED/.test(said)) return { verdict: 'fixed', reason: '' }
  if (/OPEN|CREATED|NEW/.test(said)) return { verdict: 'open', reason: '' }
  return null
}

/** A violation has no title: the first sentence of its description. */
function titleOf({ title, description, policy_name }: Data): string {
  const sentence = /^[\s\S]+?[.!?](?=\s|$)/.exec(description)?.[0] ?? description
  return (
    title || sentence.replace(/\s+/g, ' ').replace(/\.$/, '').trim() || policy_name || 'Finding'
  )
}

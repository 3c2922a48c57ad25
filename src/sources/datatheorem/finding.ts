// One file: one notation of a finding, field by field.

import { z } from 'zod'
import { type Finding, newFinding, type Severity } from '../../domain/finding.ts'
import { severityOf, severityWords } from '../../domain/severity.ts'
import { plainLine, plainText } from '../../text/plain.ts'
import { code, facts, paragraphs, section } from '../prose.ts'
import { type Stated, statedBy } from './status.ts'
import { withLineBreaks } from './text.ts'

const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => (value ?? '').trim())
const prose = text.transform(withLineBreaks)

/** What is read of an event's data. Only the id is required. */
export const Data = z.object({
  uuid: z.string().min(1),
  policy_violation_status: text,
  status: text,
  exception_type: text,
  exception_explanation: text,
  relevance: text,
  priority: text,
  severity: text,
  title: text,
  description: prose,
  recommendation: prose,
  portal_url: text,
  policy_name: text,
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

/** The words for priority and relevance. The routes file may change them and add others. */
const ownWords: Readonly<Record<string, Severity>> = {
  P0: 'critical',
  P1: 'high',
  P2: 'medium',
  P3: 'low',
  P4: 'info',
  URGENT: 'critical',
  IMPORTANT: 'high',
  PROACTIVE: 'low',
}

/** An event about a finding: its type, its data, and its time in epoch milliseconds. */
export interface FindingEvent {
  readonly type: string
  readonly data: Data
  readonly at: number | null
}

/**
 * A policy violation or a finding target as a finding. Null for other events. The vendor publishes few names of types, so
 * the words in a name decide.
 */
export function findingOf(
  { type, data, at }: FindingEvent,
  more: Readonly<Record<string, Severity>>,
): Finding | null {
  const stated = /POLICY_VIOLATION|FINDING_TARGET/i.test(type) ? statedIn(type, data) : null
  if (!stated) return null
  const severity = severityIn(data, severityWords(ownWords, more))
  const asset = data.affected_asset
  return newFinding({
    ...stated,
    source: 'datatheorem',
    key: data.uuid,
    title: titleOf(data),
    body: bodyOf(data, severity),
    severity,
    project: asset?.belongs_to_asset_group?.name || asset?.name || 'datatheorem',
    reportedAt: at,
  })
}

/** What the violation's own status says, or else the name of the event. */
function statedIn(type: string, data: Data): Stated | null {
  const status = data.policy_violation_status || data.status
  const stated = statedBy(status) ?? statedBy(type)
  if (stated?.verdict !== 'dismissed') return stated
  const exception = statedBy(data.exception_type)?.reason
  return { ...stated, reason: data.exception_explanation || exception || stated.reason }
}

function severityIn(
  { priority, severity, relevance }: Data,
  words: ReadonlyMap<string, Severity>,
): Severity | null {
  return severityOf(priority, words) ?? severityOf(severity, words) ?? severityOf(relevance, words)
}

function bodyOf(data: Data, severity: Severity | null): string {
  const asset = data.affected_asset
  return paragraphs(
    facts([
      ['Asset', code(asset?.name)],
      ['Address', plainLine(asset?.url)],
      ['Severity', severity],
      ['Policy', plainLine(data.policy_name)],
      ['In Data Theorem', plainLine(data.portal_url)],
    ]),
    plainText(data.description),
    section('How to fix', plainText(data.recommendation)),
  )
}

/** A violation has no title: the first sentence of its description. */
function titleOf({ title, description, policy_name }: Data): string {
  const sentence = /^[\s\S]+?[.!?](?=\s|$)/.exec(description)?.[0] ?? description
  return (
    title || sentence.replace(/\s+/g, ' ').replace(/\.$/, '').trim() || policy_name || 'Finding'
  )
}

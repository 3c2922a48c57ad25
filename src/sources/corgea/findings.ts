// One file: Corgea's three notations of a finding share their words for status and severity.

import {
  type Finding,
  newFinding,
  type Person,
  type Severity,
  type Verdict,
} from '../../domain/finding.ts'
import { severityOf, severityWords } from '../../domain/severity.ts'
import { plainLine } from '../../text/plain.ts'
import { block, code, facts, paragraphs, section } from '../prose.ts'
import type { ApiIssue, ScaIssue, WebhookIssue } from './schema.ts'

/** A webhook's issue as a finding of the time `at`. It holds little of the issue, so the text of a known one stays. */
export function fromWebhook(issue: WebhookIssue, at: number | null): Finding {
  const where = place(issue.file_path, issue.line_num)
  return newFinding({
    ...statedBy(issue.status),
    source: 'corgea',
    key: issue.issue_id,
    partial: true,
    title: titled(issue.classification, issue.file_path),
    body: paragraphs(
      facts([
        ['Where', code(where)],
        ['Severity', urgencyOf(issue.urgency)],
        ['In Corgea', plainLine(issue.url)],
      ]),
    ),
    severity: urgencyOf(issue.urgency),
    project: issue.project?.name || 'corgea',
    assignee: assigneeOf(issue.assigned_to),
    reportedAt: at,
  })
}

/** Null in the message means that no one is assigned; most messages do not say. */
function assigneeOf(person: WebhookIssue['assigned_to']): Person | null {
  return person === undefined ? null : { email: person?.email ?? '', username: person?.name ?? '' }
}

/** What the API's issues leave out: the scan's project, the site that has a page for each, and the time of the answer. */
export interface About {
  readonly project: string
  readonly site: string
  readonly asOf: number | null
}

/** An issue of the API as a finding, with its explanation and the proposed fix. */
export function fromApi(issue: ApiIssue, { project, site, asOf }: About): Finding {
  const { classification: kind, location } = issue
  const path = location?.file?.path
  const patch = issue.auto_fix_suggestion?.patch
  return newFinding({
    ...statedBy(issue.status),
    source: 'corgea',
    key: issue.id,
    title: titled(kind?.name ?? kind?.id, path),
    body: paragraphs(
      facts([
        ['Where', code(place(path, location?.line_number))],
        ['Branch', code(location?.project?.branch)],
        ['Severity', urgencyOf(issue.urgency)],
        ['Weakness', plainLine(kind?.id)],
        // As the webhooks' `url` is made.
        ['In Corgea', `${site}/issue/${encodeURIComponent(issue.id)}/`],
      ]),
      section('What', kind?.description),
      section('Why', issue.details?.explanation),
      section('How to fix', paragraphs(patch?.explanation, block(patch?.diff, 'diff'))),
    ),
    severity: urgencyOf(issue.urgency),
    project: location?.project?.name || project,
    reportedAt: asOf,
  })
}

/** A vulnerable dependency as a finding. */
export function fromSca(issue: ScaIssue, { project, asOf }: About): Finding {
  const { package: part } = issue
  const version = part?.version ? `${part.name}@${part.version}` : part?.name
  return newFinding({
    ...statedBy(issue.status),
    source: 'corgea',
    key: issue.id,
    title: `${issue.cve ?? 'Vulnerable dependency'}${part?.name ? ` in ${part.name}` : ''}`,
    body: paragraphs(
      facts([
        ['Package', code(version)],
        ['Fixed in', code(part?.fix_version)],
        ['Where', code(issue.location?.path)],
        ['Severity', urgencyOf(issue.severity)],
        ['Ecosystem', plainLine(part?.ecosystem)],
      ]),
      issue.description,
      section('Details', issue.details),
    ),
    severity: urgencyOf(issue.severity),
    project,
    reportedAt: asOf,
  })
}

const abbreviations = severityWords({ CR: 'critical', HI: 'high', ME: 'medium', LO: 'low' })

/** Webhooks, API and filters spell it differently: `HI`, `high`, `HIGH`. */
function urgencyOf(word: string | null | undefined): Severity | null {
  return severityOf(word, abbreviations)
}

const open = ['open', 'in_progress', 'fix_in_progress', 'reopened']
const dismissed = ['accepted_risk', 'false_positive', 'duplicate', 'wont_fix', 'ignored']

/** A status that is not known states nothing. */
function statedBy(status: string | null | undefined): { verdict: Verdict | null; reason: string } {
  const name = (status ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  if (name === 'fixed') return { verdict: 'fixed', reason: '' }
  if (dismissed.includes(name)) return { verdict: 'dismissed', reason: name.replaceAll('_', ' ') }
  return { verdict: open.includes(name) ? 'open' : null, reason: '' }
}

function titled(what: string | null | undefined, path: string | null | undefined): string {
  return `${what || 'Finding'}${path ? ` in ${path}` : ''}`
}

function place(path: string | null | undefined, line: number | null | undefined): string {
  return path ? `${path}${line ? `:${line}` : ''}` : ''
}

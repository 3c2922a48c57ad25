import type { Finding, Person, Severity, Verdict } from '../../domain/finding.ts'
import { block, code, facts, paragraphs, section } from '../prose.ts'
import type { ApiIssue, ScaIssue, WebhookIssue } from './schema.ts'

/** A webhook's issue as a finding. It tells little of the issue: of one that is known, only its state is taken. */
export function fromWebhook(issue: WebhookIssue): Finding {
  const where = place(issue.file_path, issue.line_num)
  return {
    ...stated(issue.status),
    key: issue.issue_id,
    partial: true,
    title: titled(issue.classification, issue.file_path),
    body: paragraphs(
      facts([
        ['Where', code(where)],
        ['Severity', severityOf(issue.urgency)],
        ['In Corgea', issue.url],
      ]),
    ),
    severity: severityOf(issue.urgency),
    project: issue.project?.name || 'corgea',
    assignee: assigneeOf(issue.assigned_to),
    ...constant,
  }
}

/** Null says that it is nobody's; most webhooks say nothing of it. */
function assigneeOf(person: WebhookIssue['assigned_to']): Person | null {
  return person === undefined ? null : { email: person?.email ?? '', username: person?.name ?? '' }
}

/** What the API's answer leaves out: the scan's project, and the site that has a page for each issue. */
export interface About {
  readonly project: string
  readonly site: string
}

/** An issue of the API as a finding, with its explanation and the proposed fix. */
export function fromApi(issue: ApiIssue, { project, site }: About): Finding {
  const { classification: kind, location } = issue
  const path = location?.file?.path
  const patch = issue.auto_fix_suggestion?.patch
  return {
    ...stated(issue.status),
    key: issue.id,
    partial: false,
    title: titled(kind?.name ?? kind?.id, path),
    body: paragraphs(
      facts([
        ['Where', code(place(path, location?.line_number))],
        ['Branch', code(location?.project?.branch)],
        ['Severity', severityOf(issue.urgency)],
        ['Weakness', kind?.id],
        // As the webhooks' `url` is made.
        ['In Corgea', `${site}/issue/${encodeURIComponent(issue.id)}/`],
      ]),
      section('What', kind?.description),
      section('Why', issue.details?.explanation),
      section('How to fix', paragraphs(patch?.explanation, block(patch?.diff, 'diff'))),
    ),
    severity: severityOf(issue.urgency),
    project: location?.project?.name || project,
    assignee: null,
    ...constant,
  }
}

/** A vulnerable dependency as a finding. */
export function fromSca(issue: ScaIssue, { project }: About): Finding {
  const { package: part } = issue
  const version = part?.version ? `${part.name}@${part.version}` : part?.name
  return {
    ...stated(issue.status),
    key: issue.id,
    partial: false,
    title: `${issue.cve ?? 'Vulnerable dependency'}${part?.name ? ` in ${part.name}` : ''}`,
    body: paragraphs(
      facts([
        ['Package', code(version)],
        ['Fixed in', code(part?.fix_version)],
        ['Where', code(issue.location?.path)],
        ['Severity', severityOf(issue.severity)],
        ['Ecosystem', part?.ecosystem],
      ]),
      issue.description,
      section('Details', issue.details),
    ),
    severity: severityOf(issue.severity),
    project,
    assignee: null,
    ...constant,
  }
}

const constant = { source: 'corgea', labels: [], dueDate: '' } as const

/** Webhooks, API and filters spell them differently: `HI`, `high`, `HIGH`. */
function severityOf(urgency: string | null | undefined): Severity | null {
  const names: Record<string, Severity> = { CR: 'critical', HI: 'high', ME: 'medium', LO: 'low' }
  return names[(urgency ?? '').slice(0, 2).toUpperCase()] ?? null
}

const dismissed = ['accepted_risk', 'false_positive', 'duplicate']

/** A status that is not known counts as open: nothing is closed by mistake. */
function stated(status: string | null | undefined): { verdict: Verdict; reason: string } {
  const known = (status ?? '').toLowerCase()
  if (known === 'fixed') return { verdict: 'fixed', reason: '' }
  if (dismissed.includes(known)) return { verdict: 'dismissed', reason: known.replace('_', ' ') }
  return { verdict: 'open', reason: '' }
}

function titled(what: string | null | undefined, path: string | null | undefined): string {
  return `${what || 'Finding'}${path ? ` in ${path}` : ''}`
}

function place(path: string | null | undefined, line: number | null | undefined): string {
  return path ? `${path}${line ? `:${line}` : ''}` : ''
}

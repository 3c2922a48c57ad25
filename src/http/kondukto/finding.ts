import { type Finding, newFinding, type Verdict } from '../../domain/finding.ts'
import { severityOf } from '../../domain/severity.ts'
import { keysOf } from './identity.ts'
import type { CreateIssue } from './schema.ts'

/** The finding in a create request. `idempotencyKey` replaces the key made from what names the finding. */
export async function toFinding(
  body: CreateIssue,
  idempotencyKey: string | null,
): Promise<Finding> {
  return newFinding({
    ...(idempotencyKey === null ? await keysOf(body) : { key: idempotencyKey }),
    source: 'kondukto',
    verdict: verdictOf(body),
    reason: body.fp ? 'marked as a false positive' : '',
    title: body.title.trim() ? body.title : body.name,
    body: body.template_md,
    severity: severityOf(body.severity),
    project: body.project_name.trim() || 'default',
    labels: body.labels,
    assignee: body.assignee,
    dueDate: body.due_date,
    link: body.link.trim(),
    place: placeOf(body),
  })
}

/** File and line, as far as the request names them. */
function placeOf({ path, vulnerability }: CreateIssue): string {
  const line = vulnerability?.detail?.sast?.line_number
  return path.trim() && typeof line === 'number' && line > 0
    ? `${path.trim()}:${line}`
    : path.trim()
}

/** Null if the request states no status. */
function verdictOf({ fp, status }: CreateIssue): Verdict | null {
  if (fp) return 'dismissed'
  return status === 'closed' ? 'fixed' : (status ?? null)
}

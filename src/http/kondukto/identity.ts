import { type Finding, fingerprint } from '../../domain/finding.ts'
import type { CreateIssue } from './schema.ts'

/** The blocks of `vulnerability.detail`. If a block is `ok`, it says where the finding is. */
const blocks = ['sast', 'dast', 'sca', 'cs', 'iac', 'infra'] as const

/**
 * Names of fields that say where a finding is, without `_`, whichever block they stand in. Nothing that a new scan may
 * change belongs here, such as a snippet, a proof, a score or a commit.
 */
const places = new Set(
  `address host hostname fqdn ip ipaddress port protocol service url uri endpoint method param
  parameter image imagename container resource resourceid resourcename resourcetype namespace cluster
  target component package packages cve cveid filename file line linenumber`.split(/\s+/),
)

/** The keys of the finding in a create request: its own, and the one of the first edition, which read less. */
export async function keysOf(body: CreateIssue): Promise<Pick<Finding, 'key' | 'formerKeys'>> {
  const names = [namesOf(body), formerNames(body)]
  const [key = '', former = ''] = await Promise.all(names.map(fingerprint))
  return { key, formerKeys: [former] }
}

function namesOf(body: CreateIssue): string[] {
  const detail = body.vulnerability?.detail
  const where = blocks.flatMap((name) => placesIn(name, detail?.[name]))
  return [
    'by block',
    body.project_name.trim(),
    text(detail?.project?.id) || text(detail?.project?.name),
    detail?.scanner?.id ?? '',
    detail?.scanner?.name ?? '',
    body.name.trim() || body.title.trim(),
    body.path,
    body.link,
    detail?.scan_parameters?.branch ?? '',
    ...where,
    // A title may be worded anew: it counts only if nothing else says where the finding is.
    ...(where.length === 0 ? [body.title.trim()] : []),
  ]
}

/** `sast.line_number: 12` and the like, in an order that does not depend on the sender's. */
function placesIn(name: string, block: Readonly<Record<string, unknown>> | null | undefined) {
  if (block?.ok !== true) return []
  const known = Object.entries(block).filter(([field]) => places.has(field.replaceAll('_', '')))
  const plugin = pluginIn(block.plugin)
  return [...known, ['plugin', plugin] as const]
    .map(([field, value]) => [field, text(value)] as const)
    .filter(([, value]) => value !== '')
    .map(([field, value]) => `${name}.${field}: ${value}`)
    .toSorted()
}

/** By its id, because a plug-in's name may be worded anew. */
function pluginIn(plugin: unknown): string {
  if (typeof plugin !== 'object' || plugin === null) return text(plugin)
  const { id, name } = plugin as Readonly<Record<string, unknown>>
  return text(id) || text(name)
}

/** A value as text, the same whatever the order of its fields. */
function text(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return value === null || value === undefined ? '' : JSON.stringify(sorted(value))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([field, inner]) => [field, sorted(inner)]))
}

/** What the first edition's keys were made of. Stored issues are found by them. */
function formerNames(body: CreateIssue): (string | number | null)[] {
  const detail = body.vulnerability?.detail
  const line = detail?.sast?.line_number
  return [
    body.project_name,
    detail?.scanner?.id ?? '',
    detail?.scanner?.name ?? '',
    body.name || body.title,
    body.path,
    body.link,
    typeof line === 'number' ? line : null,
    JSON.stringify(detail?.sca?.packages ?? null),
    detail?.scan_parameters?.branch ?? '',
  ]
}

import { getCreateIssueMetaIssueTypeId, getCreateIssueMetaIssueTypes } from 'jira.js/cloud'
import { TrackerError } from '../../src/domain/errors.ts'
import type { Jira } from './client.ts'

/** A field of a screen. */
export interface ScreenField {
  readonly id: string
  /** As people see it. */
  readonly name: string
  /** Whether Jira takes nothing for it: it is required and has no default. */
  readonly needed: boolean
  /** The names or values to choose from; null where anything may be written. */
  readonly choices: readonly string[] | null
  /** A value for it as it would stand in the routes file. */
  readonly sample: string
}

/** What can be filled in when an issue of one type is created in one project. */
export interface CreateScreen {
  readonly typeId: string
  readonly fields: ReadonlyMap<string, ScreenField>
}

/** Screens change when an administrator changes them: read again after so many milliseconds. */
const keptMs = 10 * 60_000
const pageSize = 200

/** Reads create screens and keeps them for ten minutes, or until `forget`. */
export function openScreens(api: Jira, now: () => number) {
  const kept = new Map<string, { screen: CreateScreen; until: number }>()
  return {
    async read(target: string, issueType: string, signal: AbortSignal): Promise<CreateScreen> {
      const name = `${target} ${issueType}`
      const known = kept.get(name)
      if (known && now() < known.until) return known.screen
      const typeId = await readType(api, target, issueType, signal)
      const screen = { typeId, fields: await readFields(api, target, typeId, signal) }
      kept.set(name, { screen, until: now() + keptMs })
      return screen
    },
    forget: () => kept.clear(),
  }
}

/** A screen's field as Jira describes it: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/ */
export function screenField(id: string, meta: unknown): ScreenField {
  const { name, required, hasDefaultValue, allowedValues, schema } = Object(meta)
  const isList = schema?.type === 'array'
  const values: unknown[] = Array.isArray(allowedValues) ? allowedValues : []
  return {
    id,
    name: String(name ?? id),
    needed: required === true && hasDefaultValue !== true,
    choices: values.length > 0 ? values.map(nameOf) : null,
    sample: isList ? `[${sampleOf(values[0], schema?.items)}]` : sampleOf(values[0], schema?.type),
  }
}

/** As YAML: a choice by its name or value, else something of the type. */
function sampleOf(choice: unknown, type: unknown): string {
  const { name, value } = Object(choice) as Record<string, unknown>
  if (name !== undefined) return `{ name: ${JSON.stringify(name)} }`
  if (value !== undefined) return `{ value: ${JSON.stringify(value)} }`
  if (type === 'number') return '1'
  return type === 'date' ? '2026-01-31' : '"…"'
}

function nameOf(choice: unknown): string {
  const { name, value, id } = Object(choice) as Record<string, unknown>
  return String(name ?? value ?? id ?? choice)
}

/** The id of the type that people call so, or whose id it is. */
async function readType(api: Jira, target: string, issueType: string, signal: AbortSignal) {
  const place = { projectIdOrKey: target, maxResults: pageSize }
  const { issueTypes = [] } = await getCreateIssueMetaIssueTypes(api(signal), place)
  const wanted = issueType.toLowerCase()
  const type = issueTypes.find(({ id, name }) => id === issueType || name?.toLowerCase() === wanted)
  if (type?.id) return type.id
  const names = issueTypes.map(({ name }) => name).join(', ')
  throw new TrackerError(
    'rejected',
    `issueType: ${target} has no issue type "${issueType}"; it has: ${names}`,
  )
}

async function readFields(api: Jira, target: string, issueTypeId: string, signal: AbortSignal) {
  const fields = new Map<string, ScreenField>()
  for (let startAt = 0; ; startAt += pageSize) {
    const place = { projectIdOrKey: target, issueTypeId, startAt, maxResults: pageSize }
    const page = await getCreateIssueMetaIssueTypeId(api(signal), place)
    const found = page.fields ?? page.results ?? []
    for (const field of found) fields.set(field.fieldId, screenField(field.fieldId, field))
    if (found.length < pageSize) return fields
  }
}

import { z } from 'zod'
import { sampleOf } from './sample.ts'

/** A field of a screen. */
export interface ScreenField {
  readonly id: string
  /** As people see it. */
  readonly name: string
  /** True if leaving it out is an error: required and without a default. */
  readonly needed: boolean
  /** The names or values to choose from; null if anything may be written. */
  readonly choices: readonly string[] | null
  /** The name or value of the choice that Jira makes if none is given; null if it says none. */
  readonly usual: string | null
  /** A value for it as it would stand in the routes file. */
  readonly sample: string
  /** True if Jira wants a document for its text. */
  readonly isRich: boolean
}

const text = z.string().optional().catch(undefined)

/** What is read of a field's description. */
export const FieldMeta = z.object({
  name: text,
  required: z.boolean().catch(false),
  hasDefaultValue: z.boolean().optional().catch(undefined),
  defaultValue: z.unknown().optional(),
  allowedValues: z.array(z.unknown()).catch([]),
  schema: z
    .object({ type: text, items: text, system: text, custom: text })
    .catch({ type: undefined, items: undefined, system: undefined, custom: undefined }),
})
export type FieldMeta = z.infer<typeof FieldMeta>

/**
 * A screen's field, as Jira describes it.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
 */
export function screenField(id: string, described: unknown): ScreenField {
  const meta = FieldMeta.parse(typeof described === 'object' ? (described ?? {}) : {})
  const { name, required, hasDefaultValue, defaultValue, allowedValues, schema } = meta
  return {
    id,
    name: name ?? id,
    needed: required && hasDefaultValue !== true,
    choices: allowedValues.length > 0 ? allowedValues.map(nameOf) : null,
    usual: defaultValue == null ? null : nameOf(defaultValue),
    sample: sampleOf(meta),
    isRich: isRich(schema),
  }
}

function isRich({ system, custom }: FieldMeta['schema']): boolean {
  return ['description', 'environment'].includes(system ?? '') || /:textarea$/.test(custom ?? '')
}

const Choice = z.object({ name: text, value: text, id: text }).catch({
  name: undefined,
  value: undefined,
  id: undefined,
})

function nameOf(choice: unknown): string {
  const { name, value, id } = Choice.parse(choice)
  return name ?? value ?? id ?? String(choice)
}

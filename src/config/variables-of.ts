import { z } from 'zod'

/** A setting: an environment variable on Node, a variable or a secret on Workers. */
export interface Variable {
  readonly name: string
  readonly meaning: string
  /** As people write it; empty if there is none. */
  readonly default: string
}

/** Those that a schema describes: what it only reads along, such as PUBLIC_URL, belongs to another. */
export function variablesOf(schema: z.ZodType): Variable[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === 'boolean' || !property.description) return []
    return [{ name, meaning: property.description, default: String(property.default ?? '') }]
  })
}

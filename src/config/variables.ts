import { z } from 'zod'
import { connectors } from '../../connectors/index.ts'
import { sources } from '../sources/index.ts'
import { Settings } from './settings.ts'

/** A setting: an environment variable on Node, a variable or a secret on Workers. */
export interface Variable {
  readonly name: string
  readonly meaning: string
  /** As people write it; empty if there is none. */
  readonly default: string
}

/** Settings that belong together: Lockstep's own, or those of one tracker or scanner. */
export interface VariableGroup {
  readonly title: string
  readonly variables: readonly Variable[]
}

/** All settings there are, read from the schemas that check them. */
export function listVariables(): VariableGroup[] {
  const groups = [
    { title: 'Lockstep', variables: variablesOf(Settings) },
    ...[...connectors, ...sources].map(({ name, env }) => ({
      title: name,
      variables: variablesOf(env),
    })),
  ]
  return groups.filter(({ variables }) => variables.length > 0)
}

/** Those that a schema describes: what it only reads along, such as PUBLIC_URL, belongs to another. */
function variablesOf(schema: z.ZodType): Variable[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.entries(properties).flatMap(([name, property]) => {
    if (typeof property === 'boolean' || !property.description) return []
    return [{ name, meaning: property.description, default: String(property.default ?? '') }]
  })
}

import { connectors } from '../../connectors/index.ts'
import { sources } from '../sources/index.ts'
import { Settings } from './settings.ts'
import { type Variable, variablesOf } from './variables-of.ts'

export type { Variable }

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

import { z } from 'zod'
import type { ConnectorDefinition } from '../../../connectors/definition.ts'
import { connectors } from '../../../connectors/index.ts'
import { sources } from '../../sources/index.ts'
import type { Env } from '../settings.ts'
import { variablesOf } from '../variables-of.ts'
import { type AccountConfig, parseSettings } from './account-config.ts'
import { logInSettings } from './log-in.ts'

/** An account in the routes file. `env` says from which variable each of the tracker's settings is read. */
export const AccountLine = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][\w-]{0,49}$/,
      'must be letters, digits, - and _, at most 50: it is part of an address',
    ),
  tracker: z.string(),
  env: z.record(z.string(), z.string().min(1)),
})
type AccountLine = z.infer<typeof AccountLine>

/** Names that other accounts of the queue and other senders of messages have. */
const taken = ['lockstep', 'kondukto', ...[...connectors, ...sources].map(({ id }) => id)]

/** The account that a line at `path` of the routes file sets up; null after adding to `problems` what is wrong with it. */
export function namedAccount(
  line: AccountLine,
  env: Env,
  path: string,
  problems: string[],
): AccountConfig | null {
  const definition = withAccounts().find(({ id }) => id === line.tracker)
  const faults = definition ? problemsWith(line, definition, env) : [unknownTracker(line.tracker)]
  problems.push(...faults.map((fault) => `${path}.${fault}`))
  if (!definition || faults.length > 0) return null
  const { name: id, env: variables } = line
  const placeOf = (setting: string) =>
    `${path}.env.${setting}${variables[setting] ? ` (${variables[setting]})` : ''}`
  const before = problems.length
  const values = valuesOf(line, env)
  const settings = parseSettings(definition, values, placeOf, problems)
  if (settings == null && problems.length === before)
    problems.push(
      `${path}.env: holds no log-in: name the variables that do, such as ${settingsOf(definition)[0]}`,
    )
  const name = id === definition.id ? definition.name : `${definition.name} (${id})`
  const logIn = logInSettings(definition, values).map(placeOf)
  return settings == null ? null : { id, name, definition, env: settings, placeOf, logIn }
}

/** What is wrong with the line, each with its field. */
function problemsWith(
  { name, env: variables }: AccountLine,
  definition: ConnectorDefinition,
  env: Env,
): string[] {
  const own = settingsOf(definition)
  const clash =
    name !== definition.id && taken.includes(name)
      ? [`name: "${name}" is reserved for a tracker, a scanner or Lockstep: choose another`]
      : []
  const wrong = Object.entries(variables).flatMap(([setting, variable]) => {
    if (!own.includes(setting))
      return [`env.${setting}: ${definition.name} has no such setting; it has ${own.join(', ')}`]
    return env[variable]
      ? []
      : [`env.${setting}: ${variable} is not set: set it, or leave this out`]
  })
  return [...clash, ...wrong]
}

/** The trackers that settings open: there is one embedded tracker, and it needs none. */
function withAccounts(): readonly ConnectorDefinition[] {
  return connectors.filter((definition) => settingsOf(definition).length > 0)
}

function settingsOf({ env }: ConnectorDefinition): string[] {
  return variablesOf(env).map(({ name }) => name)
}

function unknownTracker(tracker: string): string {
  const known = withAccounts()
    .map(({ id }) => id)
    .join(', ')
  return `tracker: "${tracker}" is no tracker that has accounts; these are: ${known}`
}

/** Only what is named: another account's secret or address must not slip in. */
function valuesOf({ env: variables }: AccountLine, env: Env): Env {
  return Object.fromEntries(
    Object.entries(variables).map(([setting, variable]) => [setting, env[variable]]),
  )
}

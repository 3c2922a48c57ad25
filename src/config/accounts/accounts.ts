import { z } from 'zod'
import type { ConnectorDefinition } from '../../../connectors/definition.ts'
import { connectors } from '../../../connectors/index.ts'
import type { Env } from '../settings.ts'
import { type AccountConfig, parseSettings } from './account-config.ts'
import { logInSettings } from './log-in.ts'
import { AccountLine, namedAccount } from './named-account.ts'

/**
 * All accounts by their names: one for each tracker whose own variables are set, and those of the routes file. Adds to
 * `problems` what is wrong with any; lines of a wrong shape are passed over.
 */
export function readAccounts(
  yaml: unknown,
  env: Env,
  problems: string[],
): Map<string, AccountConfig> {
  const accounts = new Map(
    connectors.flatMap((definition) => ownAccount(definition, env, problems)).map(byId),
  )
  const lines = z.object({ accounts: z.array(z.unknown()) }).safeParse(yaml).data?.accounts ?? []
  for (const [i, line] of lines.entries()) {
    const { data } = AccountLine.safeParse(line)
    const account = data && namedAccount(data, env, `accounts[${i}]`, problems)
    if (account && accounts.has(account.id))
      problems.push(`accounts[${i}].name: ${setUpTwice(account.id)}`)
    else if (account) accounts.set(account.id, account)
  }
  return accounts
}

/** The account that the tracker's own variables set up. */
function ownAccount(
  definition: ConnectorDefinition,
  env: Env,
  problems: string[],
): AccountConfig[] {
  const { id, name } = definition
  const placeOf = (setting: string) => setting
  const settings = parseSettings(definition, env, placeOf, problems)
  const logIn = logInSettings(definition, env)
  return settings == null ? [] : [{ id, name, definition, env: settings, placeOf, logIn }]
}

function setUpTwice(name: string): string {
  return `"${name}" is set up twice, here or by the tracker's own variables: give each account its own name`
}

function byId(account: AccountConfig): [string, AccountConfig] {
  return [account.id, account]
}

import { z } from 'zod'
import { readYaml } from '../routes/read-yaml.ts'
import type { Env } from '../settings.ts'
import { AccountLine } from './named-account.ts'

/**
 * What the accounts of the routes file read, under the settings' own names, such as `github-eu.GITHUB_TOKEN`: by these the
 * log knows a secret, whatever its variable is called. Passes over what is wrong.
 */
export function accountValues(env: Env, document: string | null): Env {
  const yaml = readYaml(document, [])
  const lines = z.object({ accounts: z.array(z.unknown()) }).safeParse(yaml).data?.accounts ?? []
  const accounts = lines.flatMap((line) => AccountLine.safeParse(line).data ?? [])
  return Object.fromEntries(
    accounts.flatMap(({ name, env: variables }) =>
      Object.entries(variables).map(([setting, variable]) => [`${name}.${setting}`, env[variable]]),
    ),
  )
}

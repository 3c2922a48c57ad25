import type { z } from 'zod'
import type { Env } from '../settings.ts'
import { variablesOf } from '../variables-of.ts'

const ofLogIn = /_(TOKEN|EMAIL|APP_ID|INSTALLATION_ID|PRIVATE_KEY|KEY_ID|KEY_SECRET)$/

/** The settings that a log-in was read from: not those that senders of webhooks prove themselves with. */
export function logInSettings(
  { env: schema, secrets }: { readonly env: z.ZodType; readonly secrets: readonly string[] },
  env: Env,
): string[] {
  return variablesOf(schema)
    .map(({ name }) => name)
    .filter((name) => env[name] && ofLogIn.test(name) && !secrets.includes(name))
}

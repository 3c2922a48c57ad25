import type { Env } from './settings.ts'
import { listVariables, type Variable } from './variables.ts'

/** A setting as an administrator may see it: whether it is set, and its value only if that proves nothing. */
export interface ShownSetting extends Variable {
  readonly isSet: boolean
  /** Null if it is not set, or may hold a secret. */
  readonly value: string | null
}

/** Names whose values are safe to show. */
const harmless =
  /^(HOST|PORT|PUBLIC_URL|DATABASE_PATH|LOCKSTEP_CONFIG|LOG_LEVEL|CLIENT_ADDRESS_HEADER|.*_(REPO|PROJECT|ISSUE_TYPE|SECONDS|DAYS|MS|BYTES|WRITES_PER_\w+|APP_ID|INSTALLATION_ID))$/

/** Every setting there is, by the group it belongs to. */
export function shownSettings(
  env: Env,
): { readonly title: string; readonly settings: readonly ShownSetting[] }[] {
  return listVariables().map(({ title, variables }) => ({
    title,
    settings: variables.map((variable) => {
      const value = env[variable.name] || null
      const isShown = harmless.test(variable.name)
      return {
        ...variable,
        isSet: value !== null,
        value: isShown ? value : originOf(variable, value),
      }
    }),
  }))
}

/** Of an address only the host: what follows may be a secret. */
function originOf({ name }: Variable, value: string | null): string | null {
  if (value === null || !name.endsWith('_URL') || !URL.canParse(value)) return null
  return new URL(value).origin
}

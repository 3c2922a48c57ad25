import { z } from 'zod'
import { connectors } from '../../connectors/index.ts'
import type { Route } from '../domain/routing.ts'
import { levels } from '../platform/log.ts'
import { problemWithSecret, secretValues } from '../platform/secret.ts'
import { sources } from '../sources/index.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { AccountConfig } from './account-config.ts'
import { readAccounts } from './accounts.ts'
import { localUrl } from './local-url.ts'
import { logInSettings } from './log-in.ts'
import { readYaml } from './read-yaml.ts'
import { parseRoutes, type RoutesFile } from './routes-file.ts'

/** Flat settings: the environment on Node, variables and secrets on Workers. */
export type Env = Readonly<Record<string, string | undefined>>

/** A scanner whose settings are present and right. */
interface SourceConfig {
  readonly definition: SourceDefinition
  readonly env: unknown
  /** The settings of the log-in to its API. */
  readonly logIn: readonly string[]
}

/** All settings, checked. A secret is a list: every value in it is accepted. */
export interface Config extends Omit<RoutesFile, 'routes'> {
  readonly publicUrl: string
  readonly kondukto: { readonly secrets: readonly string[] }
  readonly adminTokens: readonly string[]
  readonly createWaitMs: number
  /** The header in which a proxy says who connects to it; null if none is before us. */
  readonly clientAddressHeader: string | null
  readonly maxBodyBytes: number
  readonly pollMs: number
  /** Where alerts go; null for nowhere. */
  readonly alerts: { readonly url: string; readonly secret: string | null } | null
  readonly metricsTokens: readonly string[]
  readonly retentionMs: number
  readonly accounts: ReadonlyMap<string, AccountConfig>
  readonly sources: ReadonlyMap<string, SourceConfig>
  readonly routes: readonly Route[]
}

/** Settings that cannot be used: every problem, each naming its variable or its place in the routes file. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`These settings cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

const whole = (fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback)

const secrets = z.string().default('').transform(secretValues)

/** Lockstep's own variables. Those of trackers and scanners are on their definitions. */
export const Settings = z.object({
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .default('http://127.0.0.1:8787')
    .transform((url) => url.replace(/\/+$/, ''))
    .describe(
      'The address where people and scanners reach Lockstep. If not set: `http://HOST:PORT`.',
    ),
  KONDUKTO_SECRET: secrets.describe(
    'The secret that Kondukto sends as `X-Kondukto-Secret`. If not set, the first start makes one and prints it.',
  ),
  ADMIN_TOKEN: secrets.describe(
    'Log-in and bearer token of everything under `/admin`. If not set, the first start makes one, prints it, and keeps its hash.',
  ),
  CLIENT_ADDRESS_HEADER: z
    .string()
    .regex(/^[\w-]+$/, 'must be the name of a header')
    .optional()
    .describe('The header in which your proxy says who connects, such as `X-Real-IP`.'),
  CREATE_WAIT_MS: whole(3000, { max: 60_000 }).describe(
    'How long a create may wait for the tracker, in milliseconds.',
  ),
  MAX_BODY_BYTES: whole(25_000_000).describe(
    'The largest request with attachments. Any other may have 2 MB.',
  ),
  POLL_SECONDS: whole(60, { min: 1, max: 86_400 }).describe(
    'Seconds between two polls of a tracker, and between two checks of a pause.',
  ),
  RETENTION_DAYS: whole(90, { max: 36_500 }).describe(
    'Days for which messages, history, attempts and finished jobs are kept.',
  ),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, 'must be a host name or an address')
    .optional()
    .meta({ description: 'Where to listen. Node only.', default: '127.0.0.1' }),
  PORT: whole(8787, { min: 1, max: 65_535 }).describe('Where to listen. Node only.'),
  DATABASE_PATH: z
    .string()
    .optional()
    .meta({ description: 'The store. Node only.', default: 'data/lockstep.db' }),
  LOCKSTEP_CONFIG: z.string().optional().meta({
    description: 'The routes file. Node only.',
    default: 'lockstep.yaml',
  }),
  CONFIG: z.string().optional().describe('The routes document itself. Workers only.'),
  LOG_LEVEL: z
    .enum(levels, `must be one of: ${levels.join(', ')}`)
    .default('info')
    .describe('The lowest level that is logged.'),
  ALERT_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional()
    .describe(
      'Receives an alert when work fails for good or pauses, and when that is over. Slack works.',
    ),
  ALERT_SECRET: z
    .string()
    .optional()
    .describe('Signs the alerts as Standard Webhooks specifies. Slack needs none.'),
  METRICS_TOKEN: secrets.describe('Bearer token that may read `/metrics` and nothing else.'),
})

/** The settings that were checked last: a Worker gets the same ones in each event, and checking takes its time. */
let last: { readonly key: string; readonly config: Config } | null = null

/**
 * Checks the flat settings and the routes document (YAML; null if there is none), and throws one ConfigError that names
 * every problem found. An empty variable counts as one that is not set.
 */
export function parseConfig(rawEnv: Env, document: string | null): Config {
  const key = JSON.stringify([rawEnv, document])
  if (last?.key !== key) last = { key, config: check(rawEnv, document) }
  return last.config
}

function check(rawEnv: Env, document: string | null): Config {
  const given = Object.fromEntries(Object.entries(rawEnv).filter(([, value]) => value))
  const env = { PUBLIC_URL: localUrl(given) ?? undefined, ...given }
  const problems: string[] = []
  const settings = Settings.safeParse(env)
  problems.push(...problemsOf(settings.error), ...weakSecrets(env))
  const yaml = readYaml(document, problems)
  const accounts = readAccounts(yaml, env, problems)
  const scanners = sourcesInUse(env, problems)
  const known = { sources: sources.map(idOf), trackers: connectors.map(idOf) }
  const file = parseRoutes(yaml, { accounts, known }, problems)
  if (!settings.success || problems.length > 0) throw new ConfigError(problems)
  const { data } = settings
  return {
    ...file,
    publicUrl: data.PUBLIC_URL,
    kondukto: { secrets: data.KONDUKTO_SECRET },
    adminTokens: data.ADMIN_TOKEN,
    createWaitMs: data.CREATE_WAIT_MS,
    clientAddressHeader: data.CLIENT_ADDRESS_HEADER ?? null,
    maxBodyBytes: data.MAX_BODY_BYTES,
    pollMs: data.POLL_SECONDS * 1000,
    alerts: data.ALERT_URL ? { url: data.ALERT_URL, secret: data.ALERT_SECRET ?? null } : null,
    metricsTokens: data.METRICS_TOKEN,
    retentionMs: data.RETENTION_DAYS * 86_400_000,
    accounts,
    sources: scanners,
  }
}

/** What is wrong with the secrets that scanners and administrators prove themselves with. */
function weakSecrets(env: Env): string[] {
  const names = sources.flatMap(({ secrets }) => secrets)
  return ['KONDUKTO_SECRET', 'ADMIN_TOKEN', 'METRICS_TOKEN', 'ALERT_SECRET', ...names].flatMap(
    (name) => {
      const problem = env[name] && problemWithSecret(env[name])
      return problem ? `${name}: ${problem}` : []
    },
  )
}

function idOf({ id }: { readonly id: string }): string {
  return id
}

/** The scanners whose settings are present, by their ids; what is wrong with any is added to `problems`. */
function sourcesInUse(env: Env, problems: string[]): Map<string, SourceConfig> {
  const inUse = new Map<string, SourceConfig>()
  for (const definition of sources) {
    const parsed = definition.env.safeParse(env)
    problems.push(...problemsOf(parsed.error))
    const logIn = logInSettings(definition, env)
    if (parsed.data != null) inUse.set(definition.id, { definition, env: parsed.data, logIn })
  }
  return inUse
}

/** Each zod issue as `NAME: sentence`. */
function problemsOf(error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
}

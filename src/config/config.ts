// One file: the settings and the one check that goes over all of them.

import type { z } from 'zod'
import { connectors } from '../../connectors/index.ts'
import type { Route } from '../domain/routing.ts'
import { problemWithSecret } from '../platform/secrets/secret.ts'
import { sources } from '../sources/index.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { AccountConfig } from './accounts/account-config.ts'
import { readAccounts } from './accounts/accounts.ts'
import { logInSettings } from './accounts/log-in.ts'
import { ConfigError } from './config-error.ts'
import { localUrl } from './local-url.ts'
import { readYaml } from './routes/read-yaml.ts'
import { parseRoutes, type RoutesFile } from './routes/routes-file.ts'
import { type Env, Settings } from './settings.ts'

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
  /** Most bytes of files that are kept; 0 for no limit. */
  readonly maxFilesBytes: number
  readonly pollMs: number
  /** Where alerts go; null for nowhere. */
  readonly alerts: { readonly url: string; readonly secret: string | null } | null
  readonly metricsTokens: readonly string[]
  readonly retentionMs: number
  readonly accounts: ReadonlyMap<string, AccountConfig>
  readonly sources: ReadonlyMap<string, SourceConfig>
  /** Every scanner there is, also those that are not set up. */
  readonly allSources: readonly SourceDefinition[]
  readonly routes: readonly Route[]
}

/** The settings that were checked last: checking takes its time, and the next bridge of a process mostly has the same ones. */
let last: { readonly key: string; readonly config: Config } | null = null

/**
 * Checks the flat settings and the routes document (YAML; null if there is none), and throws one ConfigError that names
 * every problem found. An empty variable counts as not set.
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
    maxFilesBytes: data.MAX_FILES_BYTES,
    pollMs: data.POLL_SECONDS * 1000,
    alerts: data.ALERT_URL ? { url: data.ALERT_URL, secret: data.ALERT_SECRET ?? null } : null,
    metricsTokens: data.METRICS_TOKEN,
    retentionMs: data.RETENTION_DAYS * 86_400_000,
    accounts,
    sources: scanners,
    allSources: sources,
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

import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { parseConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { localUrl } from '../config/local-url.ts'
import type { Env } from '../config/settings.ts'

/** What a command finds in the environment and in the working directory. */
export interface Setup {
  readonly env: Env
  /** The routes document; null if there is none. */
  readonly routes: string | null
  /** The path of the store. */
  readonly store: string
  /** The files that were read. */
  readonly files: readonly string[]
  /** Everything that cannot be used. */
  readonly problems: readonly string[]
}

/** Reads `.env`, the environment and the routes file, and checks them. Does not touch the store. */
export function readSetup(): Setup {
  const hasEnvFile = existsSync('.env')
  if (hasEnvFile) process.loadEnvFile('.env')
  const env: Record<string, string | undefined> = { ...process.env }
  env.PUBLIC_URL ||= localUrl(env) ?? undefined
  const { routes, file, problems } = readRoutes(env)
  const store = env.DATABASE_PATH || 'data/lockstep.db'
  const files = [...(hasEnvFile ? ['.env'] : []), ...(file ? [file] : [])]
  return { env, routes, store, files, problems: [...problems, ...problemsWith(env, routes)] }
}

function readRoutes(env: Env) {
  const file = env.LOCKSTEP_CONFIG || 'lockstep.yaml'
  if (!env.LOCKSTEP_CONFIG && !existsSync(file)) return { routes: null, file: null, problems: [] }
  try {
    return { routes: readFileSync(file, 'utf8'), file, problems: [] }
  } catch (error) {
    const [words] = (error as Error).message.split(', open ')
    return { routes: null, file, problems: [`LOCKSTEP_CONFIG: cannot read ${file}: ${words}`] }
  }
}

function problemsWith(env: Env, routes: string | null): readonly string[] {
  try {
    parseConfig(env, routes)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

import { configureSync, getLogger, type LogRecord } from '@logtape/logtape'
import { z } from 'zod'

/** How much a line matters. `error` is a fault of ours; `warning` is something that an operator may have to mend. */
export const levels = ['debug', 'info', 'warning', 'error'] as const
/** One of `levels`. */
export type Level = (typeof levels)[number]

/** Writes one event as one line of JSON. `message` is a fixed text; what varies is data. The usual level is `info`. */
export type Log = (message: string, data?: Readonly<Record<string, unknown>>, level?: Level) => void

/** One event, before it is a line. `at` is epoch milliseconds. */
export interface LogEvent {
  readonly at: number
  readonly level: Level
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Where lines go, and which. `env` holds `LOG_LEVEL`, and the secrets that no line may contain. */
export interface LogOptions {
  readonly env: Readonly<Record<string, unknown>>
  readonly now: () => number
}

const hidden = '[hidden]'
const secret = /alert_url|secret|token|password|authorization|cookie|private.?key|api.?key/i
/** Shorter values are words that a line may well contain. */
const shortestSecret = 8

/** Opens the log of this process. It writes to `write` what is as important as `LOG_LEVEL` says, or more so. */
export function openLog(write: (line: string) => void, { env, now }: LogOptions): Log {
  const values = secretsIn(env)
  const lowestLevel = z.enum(levels).catch('info').parse(env.LOG_LEVEL)
  const line = ({ properties, message, level }: LogRecord) => {
    const event = { at: now(), level: level as Level, message: message.join(''), data: properties }
    write(lineOf(event, values))
  }
  configureSync({
    reset: true,
    sinks: { line },
    loggers: [
      { category: 'lockstep', sinks: ['line'], lowestLevel },
      { category: ['logtape', 'meta'], sinks: ['line'], lowestLevel: 'warning' },
    ],
  })
  const logger = getLogger('lockstep')
  return (message, data = {}, level = 'info') => logger[level](message, { ...data })
}

/** The line of an event. Hides each value whose name says that it is a secret, and `values` wherever they stand. */
export function lineOf({ at, level, message, data }: LogEvent, values: readonly string[]): string {
  const event = { at: new Date(at).toISOString(), level, message, ...data }
  const line = JSON.stringify(event, (key, value) => hide(key, value))
  return values.reduce((shown, value) => shown.replaceAll(value, hidden), line)
}

/** Every value among the settings that is a secret, as it may stand in a text and in an address. */
export function secretsIn(env: LogOptions['env']): readonly string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    secret.test(name) && typeof value === 'string' ? value.split(',') : [],
  )
  const long = values.map((value) => value.trim()).filter((value) => value.length >= shortestSecret)
  const forms = long.flatMap((value) => [JSON.stringify(value).slice(1, -1), inAddress(value)])
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

/** A lone surrogate stands in no address. */
function inAddress(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : value
}

function hide(key: string, value: unknown): unknown {
  if (secret.test(key)) return hidden
  if (value instanceof Error) return { message: value.message, stack: value.stack }
  return value
}

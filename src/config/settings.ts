import { z } from 'zod'
import { levels } from '../platform/log.ts'
import { secretValues } from '../platform/secrets/secret.ts'

/** Flat settings: the environment on Node, variables and secrets on Workers. */
export type Env = Readonly<Record<string, string | undefined>>

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
  MAX_FILES_BYTES: whole(5_000_000_000).describe(
    'Most bytes of files that are kept: those that wait for their tracker, and the embedded tracker’s. 0 for no limit.',
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

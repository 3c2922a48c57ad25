import { z } from 'zod'
import { TrackerError } from '../../domain/errors.ts'
import { noAnswer, retryAfterMs } from '../../platform/retry-after.ts'
import { signBase64 } from '../../platform/secrets/hmac.ts'
import { defineJob } from '../../queue/kind.ts'

const Alert = z.object({
  state: z.enum(['opened', 'closed']),
  cause: z.string(),
  text: z.string(),
  /** When it was found, in epoch milliseconds. */
  at: z.number(),
})
/** An alert: a problem began, or it is over. */
export type Alert = z.infer<typeof Alert>

/** Posts one alert to `ALERT_URL`: as Slack takes it, else signed as Standard Webhooks says. */
export const sendAlert = defineJob<Alert>({
  kind: 'alert',
  of: ['own'],
  paced: false,
  payload: Alert,
  maxCalls: 1,
  async run({ config, surroundings, now }, { job, payload, signal }) {
    const { alerts } = config
    if (!alerts) return {}
    const body = JSON.stringify(
      isSlack(alerts.url) ? { text: inWords(payload) } : messageOf(payload, config.publicUrl),
    )
    const at = String(Math.floor(now() / 1000))
    const headers = {
      'content-type': 'application/json',
      ...(alerts.secret && (await signatureOf(alerts.secret, { id: job.id, at, body }))),
    }
    // A redirect may lead into the operator's own network.
    const request = { method: 'POST', headers, body, redirect: 'manual', signal } as const
    const answer = await surroundings.fetch(alerts.url, request).catch((cause) => {
      throw new TrackerError('unavailable', noAnswer('ALERT_URL', cause), { cause })
    })
    await answer.body?.cancel()
    if (!answer.ok) throw refusalOf(answer, now())
    return {}
  },
})

function isSlack(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'slack.com' || hostname.endsWith('.slack.com')
}

function inWords({ state, text }: Alert): string {
  return state === 'opened' ? `Lockstep: ${text}` : `Lockstep: over: ${text}`
}

function messageOf({ state, cause, text, at }: Alert, publicUrl: string) {
  const data = { cause, text, console: `${publicUrl}/admin` }
  return { type: `lockstep.problem.${state}`, timestamp: new Date(at).toISOString(), data }
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
async function signatureOf(
  secret: string,
  { id, at, body }: { readonly id: string; readonly at: string; readonly body: string },
): Promise<Record<string, string>> {
  const signature = await signBase64(`${id}.${at}.${body}`, secret)
  return {
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': `v1,${signature}`,
  }
}

/** Never `unauthorized` or `forbidden`: those would pause Lockstep's own work. */
function refusalOf({ status, headers }: Response, now: number): TrackerError {
  const wait = retryAfterMs(headers.get('retry-after'), now)
  const passes = status >= 500 || [408, 425, 429].includes(status)
  const words = `ALERT_URL answered ${status}`
  return new TrackerError(passes ? 'unavailable' : 'rejected', words, { retryAfterMs: wait })
}

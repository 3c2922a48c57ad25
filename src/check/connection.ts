import type { Account, Deps } from '../deps.ts'
import { type CheckRow, ok, problem } from '../domain/check.ts'
import { isLoopback } from './settings.ts'

/** A signed message older than this is refused, in milliseconds. */
const mostSkewMs = 60_000

/** Whether our clock and the tracker's agree. */
export function clockRows({ name, skewMs }: Account): CheckRow[] {
  const skew = skewMs()
  if (skew === null) return []
  if (Math.abs(skew) < mostSkewMs)
    return [ok('clock', `This machine's clock agrees with ${name}'s.`)]
  const by = `${Math.round(Math.abs(skew) / 1000)} seconds ${skew > 0 ? 'ahead of' : 'behind'}`
  const message = `This machine's clock is ${by} ${name}'s.`
  return [problem('clock', message, 'Set it by NTP, such as with "timedatectl set-ntp true".')]
}

/** A log-in that travels without TLS can be read on the way. */
export function plainRows({ config }: Deps, { id, tracker, name }: Account): CheckRow[] {
  const { url } = Object(config.accounts.get(id)?.env) as { url?: unknown }
  const { protocol, hostname } = URL.parse(String(url)) ?? { protocol: '', hostname: '' }
  if (protocol !== 'http:' || isLoopback(hostname)) return []
  const variable = `${tracker.toUpperCase()}_URL`
  const remedy = `Set ${variable}=https://${hostname}.`
  return [problem(name, `${variable} is http, so the log-in travels unencrypted.`, remedy)]
}

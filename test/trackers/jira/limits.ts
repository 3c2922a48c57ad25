import { Refusal } from './rest/wire.ts'

/** Counts what is let through. */
export interface Limits {
  /** Throws the refusal that a request meets, or counts it. `issue` is the id of what it writes to. */
  meet(method: string, endpoint: string, issue: string | null): void
  reset(): void
}

interface Rule {
  readonly what: string
  readonly most: number
  readonly withinMs: number
  readonly reason: string
}

const perSecond: Readonly<Record<string, number>> = { GET: 100, POST: 100, PUT: 50, DELETE: 50 }

/**
 * Jira's limits that an API token meets: bursts for each endpoint and method, and writes for each
 * issue. developer.atlassian.com/cloud/jira/platform/rate-limiting
 */
export function openLimits(now: () => number): Limits {
  const passed = new Map<string, number[]>()
  return {
    meet(method, endpoint, issue) {
      const rules = rulesFor(method, endpoint, issue)
      for (const rule of rules) {
        const waitMs = waitFor(rule)
        if (waitMs > 0) throw tooMany(rule, waitMs, now())
      }
      for (const { what } of rules) passed.set(what, [...(passed.get(what) ?? []), now()])
    },
    reset: () => passed.clear(),
  }

  /** How long until one more may pass; zero where it may now. */
  function waitFor({ what, most, withinMs }: Rule): number {
    const recent = (passed.get(what) ?? []).filter((at) => at > now() - withinMs)
    passed.set(what, recent)
    const [oldest = 0] = recent.slice(-most)
    return recent.length < most ? 0 : oldest + withinMs - now()
  }
}

function rulesFor(method: string, endpoint: string, issue: string | null): Rule[] {
  const most = endpoint === '/issue/:' && method === 'GET' ? 150 : (perSecond[method] ?? 50)
  const burst = { what: `${method} ${endpoint}`, most, withinMs: 1000, reason: 'jira-burst-based' }
  if (issue === null) return [burst]
  const reason = 'jira-per-issue-on-write'
  return [
    burst,
    { what: `${issue} in 2 s`, most: 20, withinMs: 2000, reason },
    { what: `${issue} in 30 s`, most: 100, withinMs: 30_000, reason },
  ]
}

function tooMany({ most, reason }: Rule, waitMs: number, now: number): Refusal {
  const headers = {
    'retry-after': String(Math.ceil(waitMs / 1000)),
    'x-ratelimit-limit': String(most),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': new Date(now + waitMs).toISOString(),
    'ratelimit-reason': reason,
  }
  return new Refusal(429, 'Rate limit exceeded.', {}, headers)
}

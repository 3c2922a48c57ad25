import type { Deployment } from '../process/deployment.ts'
import type { World } from '../world/world.ts'

/** Data Theorem: it says when each thing was so, and its messages come in any order. */
export interface TimedScanner {
  /** What it said of each violation, by the violation's id. */
  readonly violations: ReadonlyMap<string, readonly Said[]>
  /** Messages that wait for an answer. */
  readonly busy: () => number
  /** Finds something, and says several times how it stands with it. */
  tell(): void
  /** Says one thing of a violation, until it is answered. */
  say(uuid: string, said: Said): void
}

/** What a violation's state was, and when: whole seconds. */
interface Said {
  readonly second: number
  readonly status: 'OPEN' | 'RESOLVED'
}

export const timedToken = 'datatheorem-token-of-the-simulation'
/** Messages about one violation. */
const most = 5
/** A message is late by up to so much, in milliseconds. */
const latestMs = 60_000

export function openTimedScanner(
  world: World,
  deployment: () => Deployment,
  wrong: string[],
): TimedScanner {
  const { chance } = world
  const violations = new Map<string, Said[]>()
  let waiting = 0
  let count = 0
  return { violations, busy: () => waiting, tell, say }

  function tell(): void {
    count += 1
    const uuid = `violation-${count}`
    const seconds = new Set<number>()
    const messages = chance.whole(2, most)
    for (let n = 0; n < messages; n += 1) {
      const second = Math.floor(world.now() / 1000) + n * chance.whole(1, 3)
      if (seconds.has(second)) continue
      seconds.add(second)
      const status = n % 2 === 0 ? 'OPEN' : 'RESOLVED'
      world.after(n * 3000 + chance.whole(0, latestMs), () => say(uuid, { second, status }))
    }
  }

  function say(uuid: string, said: Said): void {
    violations.set(uuid, [...(violations.get(uuid) ?? []), said])
    waiting += 1
    send(uuid, said)
  }

  function send(uuid: string, said: Said): void {
    deployment()
      .send({
        ...{ method: 'POST', path: '/hooks/datatheorem', body: bodyOf(uuid, said) },
        headers: { Authorization: `Bearer ${timedToken}`, 'Content-Type': 'application/json' },
      })
      .catch(() => null)
      .then((answered) => {
        if (!answered || answered.status >= 500)
          return void world.after(chance.whole(1000, 20_000), () => send(uuid, said))
        waiting -= 1
        if (answered.status >= 300) wrong.push(`Data Theorem: ${answered.status} ${answered.text}`)
      })
  }
}

function bodyOf(uuid: string, { second, status }: Said): string {
  const description = `Text of ${uuid}.`
  const data = { uuid, policy_violation_status: status, description, relevance: 'IMPORTANT' }
  return JSON.stringify({
    event: { type: `API_SECURE__POLICY_VIOLATION_${status}`, data },
    time: second,
  })
}

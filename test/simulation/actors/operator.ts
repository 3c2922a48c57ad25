import { adminToken } from '../../support/bridge.ts'
import type { Deployment } from '../process/deployment.ts'
import type { Tracker } from '../trackers/tracker.ts'
import type { World } from '../world/world.ts'

/** Whoever runs Lockstep: pauses and resumes, redrives, reconciles, and deploys other versions of the routes. */
export interface Operator {
  /** Does something at random. */
  act(): void
  /** Runs everything again that failed, and returns once that is answered. */
  redrive(): Promise<void>
  /** Has all that is filed compared with the tracker, which is right, and returns once that is answered. */
  reconcile(): Promise<void>
  /** Ends every pause, and returns once that is answered. */
  resumeAll(): Promise<void>
}

interface Options {
  readonly deployment: () => Deployment
  readonly redeploy: (version: number) => void
  readonly violations: string[]
}

const headers = {
  Authorization: `Bearer ${adminToken}`,
  'Content-Type': 'application/x-www-form-urlencoded',
}
/** The longest wait for an answer, in milliseconds. */
const patienceMs = 120_000
const againMs = 5000
const mostTries = 10

export function openOperator(
  world: World,
  { id, places }: Tracker,
  { deployment, redeploy, violations }: Options,
): Operator {
  const { chance } = world
  const paused: Place[] = []
  let version = 0
  return {
    act,
    redrive: async () => void (await answer('/admin/jobs/redrive')),
    reconcile,
    resumeAll,
  }

  function act(): void {
    const deed = chance.whole(1, 6)
    world.trace.note(`${world.now()} operator ${deed}`)
    if (deed <= 2) pausePlace()
    else if (deed === 3) pause({ account: id, destination: '' })
    else if (deed === 4) void send('/admin/reconcile?apply=true&limit=5')
    else if (deed === 5) void send('/admin/jobs/redrive')
    else {
      version += 1
      redeploy(version)
    }
  }

  function pausePlace(): void {
    const { account, target } = chance.pick(places)
    pause({ account, destination: `${account}:${target}` })
  }

  function pause(place: Place): void {
    paused.push(place)
    void send('/admin/accounts/pause', place)
    world.after(chance.whole(2000, 90_000), () => void send('/admin/accounts/resume', place))
  }

  async function resumeAll(): Promise<void> {
    for (const place of paused) await answer('/admin/accounts/resume', place)
    paused.length = 0
  }

  /** A Worker compares a few at a time. */
  async function reconcile(): Promise<void> {
    let after: string | undefined = ''
    while (after !== undefined) {
      const text = await answer(`/admin/reconcile?apply=true&limit=5&after=${after}`)
      after = text ? JSON.parse(text).next : undefined
    }
  }

  /** Asks again until it is done, and lets time go on meanwhile: the process may stand still, or have died. */
  async function answer(path: string, body?: Place): Promise<string | null> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const came: { text: string | null }[] = []
      send(path, body).then((text) => came.push({ text }))
      await world.pass(patienceMs, () => came.length > 0)
      if (typeof came[0]?.text === 'string') return came[0].text
      await world.pass(againMs)
    }
    return null
  }

  /** Returns the answer, or null if it was not done. */
  async function send(path: string, body?: Place): Promise<string | null> {
    const sent = {
      method: 'POST',
      path,
      headers,
      ...(body && { body: new URLSearchParams({ ...body }).toString() }),
    }
    const answered = await deployment()
      .send(sent)
      .catch(() => null)
    const { status, text } = answered ?? { status: 503, text: '' }
    if (status >= 400 && ![502, 503].includes(status))
      violations.push(`POST ${path}: ${status} ${text}`)
    return status < 400 ? text : null
  }
}

interface Place {
  readonly account: string
  /** Empty for all of the account. */
  readonly destination: string
}

import { join } from 'node:path'
import { commitsOf } from '../contract/db/wal.ts'
import {
  corgea,
  type Handler,
  holm,
  kondukto,
  openAccepting,
  openBare,
  parallel,
  requestsOf,
  type Sender,
  send,
} from './clients.ts'
import { atLeast, atMost, inFolder, type Line, median, seen } from './measure.ts'

const count = 1000
/** Rounds until the engine knows the code: what a request takes falls no more after some 11,000. */
const untilKnown = 12
const measured = [12, 13, 14, 15, 16]

/** What is accepted per second of each sender, against a bare handler that does one durable insert of the same bytes. */
export async function benchAccept(): Promise<Line[]> {
  const creates = await compare(kondukto)
  const against = 'against a bare handler with one durable insert'
  return [
    seen('creates accepted per second, 16 clients', creates.ours),
    atLeast(`the same ${against}`, creates.ratio, 0.5),
    atLeast(`Corgea's webhooks ${against}`, (await compare(corgea)).ratio, 0.4),
    atLeast(`Holm's webhooks ${against}`, (await compare(holm)).ratio, 0.4),
  ]
}

/**
 * The rate of a sender's requests, and that rate against a bare handler's, once the engine knows the code of both and
 * `known` was called.
 */
export function compare(sender: Sender, known = () => {}) {
  return inFolder(async (folder) => {
    const bare = openBare(join(folder, 'bare.db'), sender.path)
    const bridge = openAccepting(join(folder, 'bridge.db'))
    const rates = { bare: [] as number[], bridge: [] as number[] }
    for (const handle of [bare, bridge]) await warmUp(handle, sender)
    known()
    for (const round of measured) {
      rates.bare.push(await rate(bare, requestsOf(sender, count, round)))
      rates.bridge.push(await rate(bridge, requestsOf(sender, count, round)))
    }
    const ours = median(rates.bridge)
    return { ours, ratio: ours / median(rates.bare) }
  })
}

async function warmUp(handle: Handler, sender: Sender): Promise<void> {
  for (let round = 0; round < untilKnown; round += 1)
    await send(handle, requestsOf(sender, count, round))
}

async function rate(handle: Handler, requests: readonly Request[]): Promise<number> {
  return (requests.length * 1000) / (await send(handle, requests))
}

/** How often the store is synced to the disk for a create. Few enough creates not to begin the log anew. */
export function benchCommits(): Promise<Line[]> {
  return inFolder(async (folder) => {
    const commits = async (clients: number) => {
      const file = join(folder, `${clients}.db`)
      const bridge = openAccepting(file)
      await send(bridge, requestsOf(kondukto, 1, 0))
      const [before, requests] = [commitsOf(file), requestsOf(kondukto, 64, 1)]
      await send(bridge, requests, clients)
      return (commitsOf(file) - before) / requests.length
    }
    return [
      atMost(`commits per create, ${parallel} clients`, await commits(parallel), 1 / 8),
      atMost('commits per create, one client', await commits(1), 1),
    ]
  })
}

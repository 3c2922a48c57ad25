import type { Deployment } from '../process/deployment.ts'
import type { Delivery } from '../trackers/tracker.ts'
import type { World } from '../world/world.ts'

/** How webhook messages come: not at all, soon and once, or late, twice, out of order, forged or never. */
export type Post = 'none' | 'good' | 'bad'

interface Options {
  readonly post: Post
  readonly path: string
  readonly deployment: () => Deployment
  readonly violations: string[]
}

const never = 0.3
const twice = 0.2
const forged = 0.1

/** Brings webhook messages to Lockstep. A tracker sends each once, whatever comes of it. */
export function openPost(world: World, options: Options): (delivery: Delivery) => void {
  const { post, path, deployment, violations } = options
  const { chance } = world
  return (delivery) => {
    if (post === 'none') return
    if (post === 'good') return send(delivery, chance.whole(20, 2000))
    if (chance.is(forged)) forge(delivery)
    if (chance.is(never)) return
    const ms = lateBy()
    send(delivery, ms)
    // Sometimes both arrive at the same moment.
    if (chance.is(twice)) send(delivery, chance.is(0.5) ? ms : lateBy())
  }

  function lateBy(): number {
    return chance.whole(20, chance.pick([2000, 120_000, 400_000]))
  }

  function send({ headers, body }: Delivery, ms: number): void {
    world.after(ms, () => {
      deployment()
        .send({ method: 'POST', path, headers: { ...headers }, body })
        .then(({ status, text }) => {
          if (status >= 400 && status !== 503) violations.push(`a webhook: ${status} ${text}`)
        })
        .catch(() => {})
    })
  }

  /** It says the opposite, and nobody signed that. */
  function forge({ headers, body }: Delivery): void {
    const said = body.replace(/"state":"(open|closed)"/, (_, state) =>
      state === 'open' ? '"state":"closed"' : '"state":"open"',
    )
    const forgery = { method: 'POST', path, headers: { ...headers }, body: `${said} ` }
    world.after(chance.whole(20, 2000), () => {
      deployment()
        .send(forgery)
        .then(({ status }) => {
          if (status < 400) violations.push('a forged webhook was believed')
        })
        .catch(() => {})
    })
  }
}

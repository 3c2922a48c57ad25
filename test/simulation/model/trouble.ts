import type fc from 'fast-check'
import type { Fate } from '../network/weather.ts'
import type { Stage } from '../stage.ts'
import type { Model } from './reference.ts'

type Command = fc.AsyncCommand<Model, Stage>

/** What may happen to all requests for a while. */
export const troubles: readonly Fate[] = [
  'cut-before',
  'cut-after',
  'cut-then-late',
  'fails-after',
  'hangs',
]

/** No answer of the tracker arrives for a while, or worse. */
export function trouble(kind: Fate): Command {
  return {
    check: () => true,
    async run(_, { weather, world }) {
      weather.always = kind
      world.after(20_000, () => {
        weather.always = null
      })
    },
    toString: () => `for 20 s requests meet this: ${kind}`,
  }
}

/** The process dies while whatever comes next is at work. */
export const killed: Command = {
  check: () => true,
  async run(_, { world, deployment }) {
    world.after(world.chance.whole(10, 400), deployment.kill)
  },
  toString: () => 'soon the process is killed',
}

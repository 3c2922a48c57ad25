import type { Chance } from '../world/chance.ts'

/** What may happen to a request. */
export const fates = [
  'fine',
  'slow',
  'refused',
  'cut-before',
  'cut-after',
  'cut-then-late',
  'fails-before',
  'fails-after',
  'hangs',
] as const
export type Fate = (typeof fates)[number]

/** A log-in that is refused, a permission that is lost, a place that is hidden, or too many requests. */
export const refusals = [401, 403, 404, 429] as const
export type Refusal = (typeof refusals)[number]

/** How much of the traffic goes wrong, and in which ways; what is not named goes fine. */
export interface Weather {
  trouble: number
  kinds: readonly Fate[]
  /** What the tracker answers to everything, for a while. */
  refusal?: Refusal | null
  /** Requests whose path is like this find nothing, for a while. */
  sick?: RegExp | null
  /** What happens to every request, for a while: drawn anew for each, or to the millisecond. */
  always?: Fate | Course | null
}

/** What happens to one request: when it arrives (null: never), when its sender hears of it, and whether that is an error. */
export interface Course {
  readonly kind: Fate
  readonly arrivesMs: number | null
  readonly endsMs: number | null
  readonly cut: string | null
}

/** A tracker ends any request after this long, in milliseconds. */
const latestMs = 10_000

/** Draws what happens to the next request. */
export function fateOf(chance: Chance, { trouble, kinds, always }: Weather): Course {
  if (typeof always === 'object' && always) return always
  const drawn = kinds.length > 0 && chance.is(trouble) ? chance.pick(kinds) : 'fine'
  const kind = always ?? drawn
  const there = chance.whole(2, 60)
  const back = there + chance.whole(2, 60)
  switch (kind) {
    case 'slow': {
      const arrivesMs = chance.whole(200, 6000)
      return { kind, arrivesMs, endsMs: arrivesMs + chance.whole(10, 6000), cut: null }
    }
    case 'refused':
      return { kind, arrivesMs: null, endsMs: there, cut: 'ECONNREFUSED' }
    case 'cut-before':
      return { kind, arrivesMs: null, endsMs: back, cut: 'ECONNRESET' }
    case 'cut-after':
      return { kind, arrivesMs: there, endsMs: back, cut: 'ECONNRESET' }
    case 'cut-then-late':
      return { kind, arrivesMs: chance.whole(back, latestMs - 1), endsMs: back, cut: 'ECONNRESET' }
    case 'fails-before':
      return { kind, arrivesMs: null, endsMs: back, cut: null }
    case 'fails-after':
      return { kind, arrivesMs: there, endsMs: back, cut: null }
    case 'hangs':
      return { kind, arrivesMs: chance.whole(there, latestMs - 1), endsMs: null, cut: null }
    case 'fine':
      return { kind, arrivesMs: there, endsMs: back, cut: null }
  }
}

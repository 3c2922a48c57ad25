import { V7Generator } from 'uuidv7'

/** To draw one random number takes as long as to draw this many. */
const atATime = 64

const drawn = new Uint32Array(atATime)
let next = atATime
const generator = new V7Generator({ nextUint32 })

/** A new id, a UUIDv7: ids sort by the time they were made. */
export function newId(): string {
  return generator.generate().toString()
}

function nextUint32(): number {
  if (next === atATime) {
    crypto.getRandomValues(drawn)
    next = 0
  }
  next += 1
  return drawn[next - 1] as number
}

/** How long work may go on before other work has its turn, in milliseconds. */
const turnMs = 10
/** Characters that take a few milliseconds at most. The clock of a Worker stands while it works. */
const longText = 20_000

/** Lets other work have its turn if it is time. `length` is that of the piece before, in characters. */
export type Yielder = (length?: number) => Promise<void>

/**
 * Makes the function that long work calls between its pieces: now and then it lets the process go
 * on to other work, which awaiting a store that answers at once never does.
 */
export function createYielder(): Yielder {
  let since = performance.now()
  let characters = 0
  return async function yieldNow(length = 0) {
    characters += length
    if (characters < longText && performance.now() - since < turnMs) return
    await nextTurn()
    since = performance.now()
    characters = 0
  }
}

/** Does work on a text of `length` characters. A long one has a turn of its own: other work goes before it and after it. */
export async function inTurn<T>(length: number, work: () => T | Promise<T>): Promise<T> {
  if (length < longText) return work()
  await nextTurn()
  const result = await work()
  await nextTurn()
  return result
}

/** How many turns long work has had. */
let turns = 0

/**
 * Waits for a turn in which no other long work is: timers that are due together run on end, before any request is looked at.
 * Who has waited in vain goes first.
 */
async function nextTurn(): Promise<void> {
  for (let ms = 2, before = -1; before !== turns; ms = 1) {
    before = turns
    await new Promise<void>((resolve) => setTimeout(resolve, ms))
  }
  turns += 1
}

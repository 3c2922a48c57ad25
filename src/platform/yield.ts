/** How long work may go on before other work has its turn, in milliseconds. */
const turnMs = 10
/** A shorter text takes a few milliseconds at most. By its length, as the clock of a Worker stands while it works. */
const longText = 20_000

/**
 * Makes the function that long work calls between its pieces: now and then it lets the process go on to other work, which
 * awaiting a store that answers at once never does.
 */
export function createYielder(): () => Promise<void> {
  let since = performance.now()
  return async function yieldNow() {
    if (performance.now() - since < turnMs) return
    await nextTurn()
    since = performance.now()
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

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

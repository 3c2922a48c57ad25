/** How long work may go on before other work has its turn, in milliseconds. */
const turnMs = 10

/**
 * Makes the function that long work calls between its pieces: now and then it lets the process go on to other work, which
 * awaiting a store that answers at once never does.
 */
export function createYielder(): () => Promise<void> {
  let since = performance.now()
  return async function yieldNow() {
    if (performance.now() - since < turnMs) return
    await new Promise((resolve) => setTimeout(resolve))
    since = performance.now()
  }
}

/** Does a piece of work. If it was long, other work has its turn before what follows. */
export async function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
  const yieldNow = createYielder()
  const result = await work()
  await yieldNow()
  return result
}

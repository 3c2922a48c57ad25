/**
 * A version of `run` that is never running twice at once. A call during a run leads to one more run after it, however
 * many such calls there are, and resolves with that one.
 */
export function runOnce<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  let next: Promise<T> | null = null
  function start(): Promise<T> {
    running = run().finally(() => {
      running = null
    })
    return running
  }
  return function once() {
    if (next) return next
    if (!running) return start()
    next = running
      .catch(() => {})
      .then(() => {
        next = null
        return start()
      })
    return next
  }
}

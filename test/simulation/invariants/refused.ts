/**
 * Notes each promise that is refused while nothing awaits it, which would end a process; so it is a violation of its world, and
 * the worlds after it are looked at as well. Returns the function that ends this.
 */
export function watchPromises(violations: string[]): () => void {
  const note = (error: unknown) =>
    void violations.push(`a promise was refused that nothing awaits: ${error}`)
  process.on('unhandledRejection', note)
  return () => void process.off('unhandledRejection', note)
}

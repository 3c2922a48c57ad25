/** Texts that are kept prepared; there are fewer in use. */
const mostPrepared = 500

/** Prepares each text once, as that takes longer than running it. The oldest texts make room for new ones. */
export function keepPrepared<S>(prepare: (text: string) => S): (text: string) => S {
  const kept = new Map<string, S>()
  return (text) => {
    const known = kept.get(text)
    if (known) return known
    const prepared = prepare(text)
    kept.set(text, prepared)
    if (kept.size > mostPrepared) kept.delete(kept.keys().next().value ?? '')
    return prepared
  }
}

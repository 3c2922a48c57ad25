/** A hash of everything that went over the wire, in order: two runs of a seed have the same. */
export interface Trace {
  note(line: string): void
  readonly hash: string
  /** The last lines, for whoever looks for the cause of a failure. */
  readonly lines: readonly string[]
}

/** Lines that are kept. */
const kept = 20_000

/** FNV-1a over the lines. */
export function openTrace(): Trace {
  let hash = 0x811c9dc5
  const lines: string[] = []
  return {
    note(line) {
      for (let at = 0; at < line.length; at += 1)
        hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193) >>> 0
      if (lines.length < kept) lines.push(line)
    },
    get hash() {
      return hash.toString(16).padStart(8, '0')
    },
    lines,
  }
}

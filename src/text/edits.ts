/** A change to a source: `drop` characters at `at` give way to `put`. */
export interface Edit {
  readonly at: number
  readonly drop: number
  readonly put: string
}

/** What breaks a name, a number or an address for a tracker, and looks like nothing. */
const zeroWidthSpace = '\u200B'

/** Returns the edit that breaks what stands at `at`. */
export function breakAt(at: number): Edit {
  return { at, drop: 0, put: zeroWidthSpace }
}

/** Returns the first `end` characters with the edits made. */
export function edited(source: string, end: number, edits: readonly Edit[]): string {
  const inOrder = edits.filter(({ at }) => at < end).sort((one, other) => one.at - other.at)
  const parts: string[] = []
  let from = 0
  for (const { at, drop, put } of inOrder) {
    if (at < from) continue
    parts.push(source.slice(from, at), put)
    from = at + drop
  }
  parts.push(source.slice(from, end))
  return parts.join('')
}

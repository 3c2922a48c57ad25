/**
 * Our marker for `key`, as it stands at the end of a body. `key` consists of letters, digits, `_`
 * and `-`.
 */
export function marker(key: string): string {
  return `\n\n<!-- lockstep:${key} -->`
}

const alone = /^<!-- lockstep:([\w-]+) -->\s*$/
const fence = /^ {0,3}(`{3,}|~{3,})/

/**
 * The key in a text of ours, or null. Only a marker on a line of its own counts, and none inside a
 * code block, so that quoting a marker claims nothing; as a text's last line it counts even there,
 * for a block that was never closed.
 */
export function keyOf(text: string | null | undefined): string | null {
  const lines = (text ?? '').trimEnd().split(/\r?\n/)
  const last = alone.exec(lines.at(-1) ?? '')?.[1]
  return last ?? lines.reduce(scan, { key: null, open: null }).key
}

/** The text without our marker: what a person wrote, to the letter. */
export function withoutMarker(text: string): string {
  const key = keyOf(text)
  if (key === null) return text
  const mark = `<!-- lockstep:${key} -->`
  const at = text.lastIndexOf(mark)
  return text.slice(0, at).trimEnd() + text.slice(at + mark.length).trimEnd()
}

interface Scan {
  readonly key: string | null
  /** The fence that opened the code block we are in. */
  readonly open: string | null
}

function scan({ key, open }: Scan, line: string): Scan {
  const mark = fence.exec(line)?.[1]
  if (open) return { key, open: mark?.startsWith(open) ? null : open }
  return { key: alone.exec(line)?.[1] ?? key, open: mark ?? null }
}

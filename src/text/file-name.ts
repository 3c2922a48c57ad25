/**
 * A hostile title as a file name: letters and digits of any script, `_`, `.` and `-`, at most 100, never a
 * path and never hidden.
 */
export function safeName(title: string): string {
  const last = title.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const kept = last.replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '')
  const extension = /\.\w{1,10}$/.exec(kept)?.[0] ?? ''
  const stem = kept.slice(0, kept.length - extension.length).replace(/^\.+/, '')
  const short = stem.slice(0, 100 - extension.length).replace(/[\uD800-\uDBFF]$/, '')
  return `${short || 'attachment'}${extension}`
}

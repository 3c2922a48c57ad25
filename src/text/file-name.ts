/**
 * A hostile title as a file name: letters, digits, `_`, `.` and `-`, at most 100, never a path and
 * never hidden.
 */
export function safeName(title: string): string {
  const kept = (title.split(/[/\\]/).at(-1) ?? '').replace(/[^\w.-]+/g, '')
  const extension = /\.\w{1,10}$/.exec(kept)?.[0] ?? ''
  const stem = kept.slice(0, kept.length - extension.length).replace(/^\.+/, '')
  return `${stem.slice(0, 100 - extension.length) || 'attachment'}${extension}`
}

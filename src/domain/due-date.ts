/** A scanner's due date as `YYYY-MM-DD`; null if it is no date, such as a pattern for one. */
export function dueDateOf(text: string): string | null {
  const [, day, rest] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\S+))?$/.exec(text.trim()) ?? []
  if (!day || !isDay(day)) return null
  const isTime = /^\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i.test(rest ?? '00:00')
  return isTime ? day : null
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}

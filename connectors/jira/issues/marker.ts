/** The name of the property that holds our key, on issues and on comments. People do not see it. */
export const property = 'lockstep'

/** Our property with the key, as it is sent with what it marks. */
export function markOf(key: string): { key: string; value: { key: string } } {
  return { key: property, value: { key } }
}

/** The key in a property's value as Jira sends it, or null. */
export function keyIn(value: unknown): string | null {
  const key = (value as { key?: unknown } | null | undefined)?.key
  return typeof key === 'string' ? key : null
}

/** The label that an issue with this key carries: the search index knows labels, and no properties. */
export function markLabel(key: string): string {
  return `lockstep-${key}`
}

/** Whether a label is one of those. */
export function isMarkLabel(label: string): boolean {
  return /^lockstep-[\da-f]{8}-/.test(label)
}

/** A text with another character is longer as JSON: a quote, a backslash, a control character, half of a surrogate pair. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

/**
 * Returns the size of plain JSON once it is written, in UTF-16 units. Writing it for that takes longer and leaves a document's
 * length of garbage. The names in objects must be plain, as those of documents are.
 */
export function jsonSize(json: unknown): number {
  if (typeof json === 'string')
    return plain.test(json) ? json.length + 2 : JSON.stringify(json).length
  if (typeof json !== 'object' || json === null) return String(json).length
  // After each entry there is a comma, or the bracket at the end.
  let size = 1
  if (Array.isArray(json)) for (const item of json) size += jsonSize(item) + 1
  else
    for (const name in json) {
      const value = (json as Readonly<Record<string, unknown>>)[name]
      if (value !== undefined) size += name.length + 4 + jsonSize(value)
    }
  return Math.max(size, 2)
}

import { plainText } from '../../text/plain.ts'
import type { ScannerComment } from '../webhook.ts'

/**
 * A note on a finding as a comment. Null for other events. The vendor publishes neither the names of these events nor
 * their fields: the words in the type decide, and the text is the longest one in a field whose name speaks of a text.
 */
export function commentOf(type: string, data: unknown): ScannerComment | null {
  if (!/NOTE/i.test(type) || !/CREATED|ADDED|NEW/i.test(type)) return null
  const texts = stringsIn(data)
  const spoken = texts.filter(([name]) => /note|text|comment|content|message|body/i.test(name))
  const [longest] = spoken.map(([, text]) => text).toSorted((a, b) => b.length - a.length)
  if (!longest) return null
  return { text: plainText(longest), about: texts.map(([, text]) => text).filter(isId) }
}

/** Every text in the data with its field's name, the ones deeper inside last. */
function stringsIn(data: unknown, name = ''): [name: string, text: string][] {
  if (typeof data === 'string') return [[name, data]]
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([field, value]) => stringsIn(value, field))
}

function isId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text)
}

import { decodeNamedCharacterReference } from 'decode-named-character-reference'

const reference = /&(?:#x([\da-f]+)|#(\d+)|([a-z][a-z\d]*));?/gi

/** Returns the text with character references such as `&#64;` decoded, as a browser does. */
export function decodeReferences(text: string): string {
  return text.replace(reference, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name) return decodeNamedCharacterReference(name) || whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    const known = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return known ? String.fromCodePoint(code) : '\uFFFD'
  })
}

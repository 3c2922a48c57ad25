/** Bytes as the web's interfaces take them. */
export type Bytes = Uint8Array<ArrayBuffer>

/**
 * The text in a request's body, without a byte order mark. JSON is UTF-8; a body that is not is read as Windows-1252, so
 * that its letters are kept.
 */
export function textOf(bytes: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The bytes that a text in standard Base64 stands for; throws if it is none. */
export function fromBase64(base64: string): Bytes {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): Bytes {
  return new Uint8Array(new TextEncoder().encode(text))
}

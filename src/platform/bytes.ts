/** Arguments that one call surely takes. */
const mostArguments = 0x8000

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
  const binary = atob(base64)
  // In a loop: a call for each character takes 30 times as long.
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at)
  return bytes
}

/** How many bytes a text in standard Base64 stands for. */
export function sizeOfBase64(base64: string): number {
  const padding = base64.slice(-2).split('=').length - 1
  return (base64.length / 4) * 3 - padding
}

/** The bytes in standard Base64. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += mostArguments) {
    const part = bytes.subarray(at, at + mostArguments)
    // Spread, the bytes would be handed over one by one.
    parts.push(Reflect.apply(String.fromCharCode, null, part))
  }
  return btoa(parts.join(''))
}

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): Bytes {
  return new Uint8Array(new TextEncoder().encode(text))
}

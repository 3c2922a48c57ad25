/** Makes the SHA-256 of a text, in hexadecimal. */
type Hash = (text: string) => string | Promise<string>

let hash: Hash = byWebCrypto

/** Has the runtime's own function used from now on: Web Crypto's goes through a pool of threads, which takes longer than hashing. */
export function useHash(own: Hash): void {
  hash = own
}

/** The SHA-256 of the text, in hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  return hash(text)
}

const encoder = new TextEncoder()
const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

async function byWebCrypto(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(text))
  let hash = ''
  for (const byte of new Uint8Array(digest)) hash += hexadecimal[byte]
  return hash
}

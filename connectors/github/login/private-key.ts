import { fromBase64, toBase64 } from '../../../src/platform/bytes.ts'

const wrapped = '-----BEGIN PRIVATE KEY-----'
const bare = '-----BEGIN RSA PRIVATE KEY-----'

// RFC 5208: version 0, then the algorithm identifier of rsaEncryption.
const header = [
  0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
  0x05, 0x00,
]

/**
 * A GitHub App's private key as PKCS#8 PEM, or null where it is none. GitHub hands out PKCS#1,
 * which WebCrypto cannot read, so that is wrapped here. A line break may be written as backslash
 * and n, as one-line environments need.
 */
export function readPrivateKey(text: string): string | null {
  const pem = text.replaceAll('\\n', '\n').trim()
  const [, base64] =
    /^-----BEGIN (?:RSA )?PRIVATE KEY-----\n?([A-Za-z0-9+/=\s]+)-----END/.exec(pem) ?? []
  const der = base64 ? bytesOf(base64) : null
  if (der?.[0] !== 0x30 || der.length > 0xff00) return null
  if (pem.startsWith(bare)) return toPem(sequence([...header, ...tagged(0x04, [...der])]))
  return pem.startsWith(wrapped) ? toPem([...der]) : null
}

function bytesOf(base64: string): Uint8Array | null {
  try {
    return fromBase64(base64.replace(/\s/g, ''))
  } catch {
    return null
  }
}

function sequence(content: readonly number[]): number[] {
  return tagged(0x30, content)
}

/** One DER element. A length over 127 is written as its number of bytes, then the bytes. */
function tagged(tag: number, content: readonly number[]): number[] {
  const { length } = content
  if (length < 0x80) return [tag, length, ...content]
  const bytes = length > 0xff ? [length >> 8, length & 0xff] : [length]
  return [tag, 0x80 | bytes.length, ...bytes, ...content]
}

function toPem(der: readonly number[]): string {
  const lines = toBase64(Uint8Array.from(der)).match(/.{1,64}/g) ?? []
  return [wrapped, ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
}

import { type Bytes, bytesOf, fromBase64, toBase64 } from '../bytes.ts'
import { isSecret } from './secret.ts'

/** Makes the HMAC-SHA256 of the bytes under a secret, in hexadecimal. */
type Hmac = (data: Bytes, secret: string) => string

let ownHmac: Hmac | null = null

/** Has signatures compared with what the runtime's own function makes from now on, for the reason of `useHash`. */
export function useHmac(own: Hmac): void {
  ownHmac = own
}

/** Whether `signature`, hexadecimal, is the HMAC-SHA256 of the bytes under one of `secrets`; compared in constant time. */
export async function isHmac(
  data: Bytes,
  signature: string,
  secrets: readonly string[],
): Promise<boolean> {
  if (!/^[\da-f]{64}$/i.test(signature)) return false
  const own = ownHmac
  if (own)
    return isSecret(
      signature.toLowerCase(),
      secrets.map((secret) => own(data, secret)),
    )
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16))
  let genuine = false
  for (const key of await verifyingKeys(secrets))
    genuine = (await crypto.subtle.verify('HMAC', key, bytes, data)) || genuine
  return genuine
}

/** The keys of each list of secrets that messages were verified with: making one takes longer than verifying. */
const keysOfSecrets = new WeakMap<readonly string[], readonly CryptoKey[]>()

async function verifyingKeys(secrets: readonly string[]): Promise<readonly CryptoKey[]> {
  const known = keysOfSecrets.get(secrets)
  if (known) return known
  const keys = await Promise.all(secrets.map((secret) => hmacKey(secret, 'verify')))
  keysOfSecrets.set(secrets, keys)
  return keys
}

/** The HMAC-SHA256 of the bytes under `secret`, in hexadecimal. */
export async function signHmac(data: Bytes, secret: string): Promise<string> {
  const key = await hmacKey(secret, 'sign')
  return toHex(await crypto.subtle.sign('HMAC', key, data))
}

/**
 * The HMAC-SHA256 of the text under a secret of Standard Webhooks, in Base64. After `whsec_` the secret's bytes are in Base64
 * themselves.
 */
export async function signBase64(text: string, secret: string): Promise<string> {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const bytes = encoded ? fromBase64(encoded) : bytesOf(secret)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
  const signed = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytesOf(text)))
  return toBase64(signed)
}

function hmacKey(secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', bytesOf(secret), algorithm, false, [use])
}

function toHex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

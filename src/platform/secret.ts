import type { Bytes } from './bytes.ts'

/**
 * Whether `given` is one of `secrets`, in a time that tells nothing: hashes of equal length are compared to the end,
 * and every secret is compared. No secret at all accepts nothing.
 */
export async function isSecret(given: string, secrets: readonly string[]): Promise<boolean> {
  const digest = await sha256(given)
  let same = false
  for (const secret of secrets) {
    const other = await sha256(secret)
    const difference = digest.reduce((sum, byte, i) => sum | (byte ^ (other[i] ?? 0)), 0)
    same = difference === 0 || same
  }
  return same
}

/** Whether `signature`, hexadecimal, is the HMAC-SHA256 of the bytes under one of `secrets`; compared in constant time. */
export async function isHmac(
  data: Bytes,
  signature: string,
  secrets: readonly string[],
): Promise<boolean> {
  if (!/^[\da-f]{64}$/i.test(signature)) return false
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  let genuine = false
  for (const secret of secrets) {
    const raw = new TextEncoder().encode(secret)
    const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify'])
    genuine = (await crypto.subtle.verify('HMAC', key, bytes, data)) || genuine
  }
  return genuine
}

/** A secret setting's values: several, separated by commas, so that one can replace another without a gap. */
export function secretValues(setting: string | undefined): string[] {
  return (setting ?? '').split(',').flatMap((value) => value.trim() || [])
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

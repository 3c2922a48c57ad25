import { sha256Hex } from '../../text/hash.ts'
import { toBase64 } from '../bytes.ts'

/** Begins a secret that is kept as its SHA-256, in hexadecimal: enough to compare with. */
const hashed = 'sha256:'
/** Characters that a secret must have. */
const shortest = 12

/** Whether `given` is one of `secrets`. No secret at all accepts nothing. */
export async function isSecret(given: string, secrets: readonly string[]): Promise<boolean> {
  return (await findSecret(given, secrets)) !== null
}

/**
 * The one of `secrets` that `given` is, as it is configured, or null. The time it takes depends on `given` alone: it is
 * compared to its end, with every secret.
 */
export async function findSecret(
  given: string,
  secrets: readonly string[],
): Promise<string | null> {
  const plain = spellings(given)
  const digests = secrets.some(isHashed) ? await Promise.all(plain.map(sha256Hex)) : []
  let found: string | null = null
  for (const secret of secrets) {
    const [forms, wanted] = isHashed(secret)
      ? [digests, secret.slice(hashed.length)]
      : [plain, secret]
    for (const form of forms) if (isEqual(form, wanted)) found = secret
  }
  return found
}

function isHashed(secret: string): boolean {
  return secret.startsWith(hashed)
}

/**
 * A header's value holds bytes, each as one character. Outside ASCII, a secret in it may be written in Latin-1, as it
 * stands, or in UTF-8.
 */
function spellings(given: string): string[] {
  if (!/[\x80-\xFF]/.test(given) || /[^\0-\xFF]/.test(given)) return [given]
  const bytes = Uint8Array.from(given, (character) => character.charCodeAt(0))
  return [given, new TextDecoder().decode(bytes)]
}

/** Returns the form in which to keep a secret that is only compared. */
export async function hashSecret(secret: string): Promise<string> {
  return isHashed(secret) ? secret : hashed + (await sha256Hex(secret))
}

/** Looks at each character of `given`, whatever stands in `wanted`. */
function isEqual(given: string, wanted: string): boolean {
  let difference = given.length ^ wanted.length
  for (let at = 0; at < given.length; at += 1)
    difference |= given.charCodeAt(at) ^ wanted.charCodeAt(at % wanted.length)
  return difference === 0
}

/** A secret setting's values: several, separated by commas, so that one can replace another without a gap. */
export function secretValues(setting: string | undefined): string[] {
  return (setting ?? '').split(',').flatMap((value) => value.trim() || [])
}

/** Says what is wrong with a secret setting, or null. */
export function problemWithSecret(setting: string): string | null {
  const values = secretValues(setting)
  if (values.length === 0) return 'has no value between its commas'
  if (values.every(({ length }) => length >= shortest)) return null
  return `is too easy to guess: use ${shortest} characters or more, such as openssl rand -hex 32 prints`
}

/** 256 random bits as text that needs no quoting. */
export function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

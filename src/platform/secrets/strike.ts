import { bytesOf, fromBase64, toBase64 } from '../bytes.ts'

/** Names of headers that carry a log-in. */
const secretHeader = /authorization|token|secret|api-?key|cookie/i
/** A shorter text is a part of ordinary words. */
const shortest = 5

/**
 * Strikes a request's own credentials from a text, whether they stand there plain, as JSON, in Base64, encoded for an
 * address, or as a Basic header.
 */
export function strikeCredentials(sent: Headers, text: string): string {
  const forms = [...sent]
    .filter(([name]) => secretHeader.test(name))
    .flatMap(([, value]) => credentialsIn(value))
    .flatMap(formsOf)
    .filter(({ length }) => length >= shortest)
  const longestFirst = [...new Set(forms)].toSorted((one, other) => other.length - one.length)
  return longestFirst.reduce((left, form) => left.replaceAll(form, '***'), text)
}

/** The secrets in a header's value: what follows its scheme, and of Basic the pair and the password. */
function credentialsIn(value: string): string[] {
  const [, scheme = '', rest = value] = /^(\w+) +(\S+)$/.exec(value.trim()) ?? []
  if (scheme.toLowerCase() !== 'basic') return [rest]
  const pair = decoded(rest)
  return [rest, pair, pair.slice(pair.indexOf(':') + 1)]
}

function decoded(base64: string): string {
  try {
    return new TextDecoder().decode(fromBase64(base64))
  } catch {
    return ''
  }
}

function formsOf(secret: string): string[] {
  const base64 = toBase64(bytesOf(secret))
  const forAddress = base64.replaceAll('+', '-').replaceAll('/', '_')
  const encoded = encodeURIComponent(secret.toWellFormed())
  const lower = encoded.replace(/%../g, (hex) => hex.toLowerCase())
  const padless = [base64, forAddress].map((form) => form.replace(/=+$/, ''))
  return [secret, JSON.stringify(secret).slice(1, -1), ...padless, encoded, lower]
}

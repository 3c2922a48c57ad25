import { HttpError } from '../../src/domain/errors.ts'
import type { InboundHead, InboundRequest } from '../../src/platform/adapter.ts'
import { textOf } from '../../src/platform/bytes.ts'
import { isHmac } from '../../src/platform/secrets/hmac.ts'
import { isSecret } from '../../src/platform/secrets/secret.ts'
import { sha256Hex } from '../../src/text/hash.ts'
import { parseJson } from './answer.ts'

/** How a tracker signs its webhooks, and names them. */
export interface Signing {
  /** The header with `sha256=` and the HMAC of the body's bytes. */
  readonly signature: string
  /** The header with the message's own id, the same when it is sent again. */
  readonly id: string
}

interface Proof {
  readonly secrets: readonly string[]
  /** Whether one of the secrets in the address is as good as a signature. */
  readonly byToken?: boolean
  /** How the tracker sends JSON. */
  readonly hint?: string
}

/** Refuses, before its body is read, a webhook message that has no signature, or a wrong token in its address. */
export async function admitSigned(
  { headers, token }: InboundHead,
  { signature }: Signing,
  { secrets, byToken = false }: Proof,
): Promise<void> {
  const given = byToken ? (token ?? null) : null
  if (given !== null && !(await isSecret(given, secrets)))
    throw new HttpError(403, 'the token in the address is wrong')
  if (given === null && !headers.has(signature))
    throw new HttpError(403, 'the signature is missing or wrong')
}

/**
 * Verifies a webhook message and returns its id and its JSON. Throws HttpError unless it is proven by one
 * of the secrets, names itself and is JSON. One that is proven by a token need not name itself: its text does.
 */
export async function readSigned(
  request: InboundRequest,
  signing: Signing,
  proof: Proof,
): Promise<{ readonly id: string; readonly json: unknown }> {
  await admitSigned(request, signing, proof)
  const { headers, body, token } = request
  const { secrets, byToken = false, hint = '' } = proof
  const hasToken = byToken && typeof token === 'string'
  const [, signature = ''] = /^sha256=(.*)$/.exec(headers.get(signing.signature) ?? '') ?? []
  if (!hasToken && !(await isHmac(body, signature, secrets)))
    throw new HttpError(403, 'the signature is missing or wrong')
  const id = headers.get(signing.id) ?? (hasToken ? await sha256Hex(textOf(body)) : null)
  if (!id) throw new HttpError(422, `${signing.id}: is missing`)
  const json = parseJson(textOf(body))
  if (json === undefined) throw new HttpError(400, `the body is not JSON${hint}`)
  return { id, json }
}

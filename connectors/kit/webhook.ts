import { HttpError } from '../../src/domain/errors.ts'
import type { InboundRequest } from '../../src/platform/adapter.ts'
import { textOf } from '../../src/platform/bytes.ts'
import { isHmac } from '../../src/platform/secret.ts'
import { parseJson } from './answer.ts'

/** How a tracker signs its webhooks, and names them. */
export interface Signing {
  /** The header with `sha256=` and the HMAC of the body's bytes. */
  readonly signature: string
  /** The header with the message's own id, the same when it is sent again. */
  readonly id: string
}

/**
 * Verifies a webhook message and returns its id and its JSON. Throws HttpError unless it is signed with one
 * of the secrets, names itself and is JSON; `hint` says how the tracker sends JSON.
 */
export async function readSigned(
  { headers, body }: InboundRequest,
  { signature: header, id: name }: Signing,
  { secrets, hint = '' }: { readonly secrets: readonly string[]; readonly hint?: string },
): Promise<{ readonly id: string; readonly json: unknown }> {
  const [, signature = ''] = /^sha256=(.*)$/.exec(headers.get(header) ?? '') ?? []
  if (!(await isHmac(body, signature, secrets)))
    throw new HttpError(403, 'the signature is missing or wrong')
  const id = headers.get(name)
  if (!id) throw new HttpError(422, `${name}: is missing`)
  const json = parseJson(textOf(body))
  if (json === undefined) throw new HttpError(400, `the body is not JSON${hint}`)
  return { id, json }
}

import { findSourceKeys } from '../../../db/tables/issues.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { keysOf } from './identity.ts'
import type { CreateIssue } from './schema.ts'

/**
 * The source key of a create with an `Idempotency-Key`, or null without one: the key and what names the finding. Refuses
 * with 422 a key that came before with another finding.
 */
export async function idempotencyKey(
  header: string | undefined,
  { db }: Deps,
  body: CreateIssue,
): Promise<string | null> {
  const sent = header?.trim()
  if (!sent) return null
  if (sent.length > 255) throw new HttpError(422, 'Idempotency-Key: is longer than 255 characters')
  const start = `idempotency-key:${sent}`
  const own = `${start}\n${(await keysOf(body)).key}`
  const known = await findSourceKeys(db, 'kondukto', start)
  if (known.length === 0 || known.includes(own)) return own
  // An earlier version kept the key alone.
  if (known.includes(start)) return start
  throw new HttpError(
    422,
    'Idempotency-Key: was sent before with another finding. Use a new key for each finding.',
  )
}

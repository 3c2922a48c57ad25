import { z } from 'zod'
import { noPerson } from '../../domain/finding.ts'

// The vendor marks no field as required, and its server is written in Go: null and the empty string both mean that a field
// is not said.

/** Words, or the empty string. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
/** A person, each name of whom may be empty. */
export const person = z
  .object({ email: text, username: text })
  .nullish()
  .transform((value) => value ?? noPerson)
/** The state that a request asks for. Undefined if it asks for none. */
export const status = text.transform((value, ctx): 'open' | 'closed' | undefined => {
  const name = value.trim().toLowerCase()
  if (name === 'open' || name === 'closed') return name
  if (name !== '') ctx.addIssue({ code: 'custom', message: 'must be open or closed' })
  return undefined
})
/** More items than any scanner sends in one request. */
const mostItems = 100

/** An array whose length is looked at before its items: each wrong item would be a problem of its own. */
export const list = <T extends z.ZodType>(item: T) =>
  z
    .custom<unknown[]>(Array.isArray, 'must be a list')
    .refine(({ length }) => length <= mostItems, `has more than ${mostItems} items`)
    .pipe(z.array(item))
/** Names of labels, as long as the vendor's own may be. */
export const labels = list(z.string().max(255, 'is longer than 255 characters'))

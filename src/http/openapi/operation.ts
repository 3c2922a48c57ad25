import { z } from 'zod'

/** How a caller proves who it is; `none` for an address that anybody may ask. */
type Proof = 'kondukto' | 'admin' | 'metrics' | 'webhook' | 'none'

/** A type of content that has no shape. */
type MediaType = `${string}/${string}`

/** What an address does, for the document that describes all of them. */
export interface Operation {
  readonly method: 'get' | 'post' | 'patch'
  /** With `{name}` for what varies. */
  readonly path: string
  readonly audience: string
  readonly summary: string
  readonly proof: Proof
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The fields of a form, if that is what it takes. */
  readonly form?: z.ZodObject
  /** What it returns if it does what was asked: the status, and the shape, another type than JSON, or null for no content. */
  readonly status: number
  readonly answer: z.ZodType | MediaType | null
  /** Other statuses with the same shape, and what they mean. */
  readonly also?: Readonly<Record<number, string>>
  /** The statuses of refusals that are pages, as only people go there. */
  readonly pages?: readonly number[]
  /** The statuses of refusals. */
  readonly refusals: readonly number[]
}

/** What every refusal says. */
export const Refusal = z
  .object({ message: z.string().describe('What is wrong, in a sentence.') })
  .describe('A refusal.')

/** What a message is answered with. */
export const Message = z.object({ message: z.string() })

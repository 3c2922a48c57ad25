import { z } from 'zod'

/** How a caller proves who it is. */
type Proof = 'kondukto' | 'admin' | 'webhook'

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
  /** What it returns if it does what was asked: the status, and the shape or another type than JSON. */
  readonly status: number
  readonly answer: z.ZodType | 'text/csv'
  /** The statuses of refusals. */
  readonly refusals: readonly number[]
}

/** What every refusal says. */
export const Refusal = z
  .object({ message: z.string().describe('What is wrong, in a sentence.') })
  .describe('A refusal.')

/** What a message is answered with. */
export const Message = z.object({ message: z.string() })

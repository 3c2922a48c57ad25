import { z } from 'zod'

/** Takes what is wrong with one variable. */
export type Complain = (variable: string, message: string) => void

/**
 * The schema of a tracker's variables. `read` makes settings of them, or returns null if the tracker is not
 * in use; each complaint becomes an issue that names its variable.
 */
export function settingsSchema<Shape extends z.ZodRawShape, Settings>(
  variables: z.ZodObject<Shape>,
  read: (raw: z.output<z.ZodObject<Shape>>, complain: Complain) => Settings | null,
) {
  return variables.transform((raw, context): Settings | null => {
    const before = context.issues.length
    const settings = read(raw, (variable, message) =>
      context.issues.push({ code: 'custom', path: [variable], message, input: undefined }),
    )
    return context.issues.length === before ? settings : z.NEVER
  })
}

/** Returns whether a header can carry the token: fetch would repeat any other in its error message. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text)
}

/** An address without slashes at its end. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

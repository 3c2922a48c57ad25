import { z } from 'zod'
import type { Reason, State } from '../../../src/domain/issue.ts'

const oneOrMore = z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)])

/** What a route may say for Jira. */
export const routeOptions = z.strictObject({
  /** The issue type; without it that of the settings. */
  issueType: z.string().optional(),
  /** Values of fields, by their id or name. */
  fields: z.record(z.string(), z.unknown()).optional(),
  /** Names of statuses or transitions, best first, also those to go through. */
  statuses: z
    .partialRecord(z.enum(['open', 'completed', 'not_planned', 'duplicate']), oneOrMore)
    .optional(),
  /** Who sees our comments in Jira Service Management. */
  comments: z.enum(['internal', 'public']).optional(),
})

const Options = z.object({
  issueType: z.string().nullable().default(null),
  fields: z.record(z.string(), z.unknown()).default({}),
  statuses: z.record(z.string(), z.array(z.string())).default({}),
  priorities: z.record(z.string(), z.string()).default({}),
  resolutions: z.record(z.string(), z.enum(['completed', 'not_planned', 'duplicate'])).default({}),
  comments: z.enum(['internal', 'public']).default('internal'),
})

/**
 * What a route says for Jira: the issue type, values of fields by their id or name, the names of statuses or transitions
 * to prefer for `open`, `completed`, `not_planned` and `duplicate`, the names of priorities by severity, and who sees our comments.
 */
export type JiraOptions = z.infer<typeof Options>

/** Reads a route's options, which were checked with the routes file. */
export function optionsOf(options: Readonly<Record<string, unknown>>): JiraOptions {
  return Options.parse(options)
}

/** The value that the route gives a field, by its id or its name; undefined if it gives none. */
export function valueFor(
  { fields }: JiraOptions,
  { id, name }: { readonly id: string; readonly name: string },
): unknown {
  const key = Object.keys(fields).find(
    (given) => given === id || given.toLowerCase() === name.toLowerCase(),
  )
  return key === undefined ? undefined : fields[key]
}

/** The names of statuses that the route prefers for a state, in lower case, best first. */
export function preferredFor({ statuses }: JiraOptions, state: State): readonly string[] {
  const wanted: Reason | 'open' = state.reason ?? 'open'
  return (statuses[wanted] ?? []).map((name) => name.toLowerCase())
}

import { z } from 'zod'

const one = z.string().transform((name) => [name])
const names = z.record(z.string(), z.unknown()).transform(Object.keys).catch([])
const Line = z.object({ when: z.object({ source: one.or(z.array(z.string())) }) })
const perTracker = z.record(z.string(), names).catch({})
const Outline = z
  .object({
    routes: z.array(z.unknown()).catch([]),
    sources: names,
    assignees: perTracker,
    severities: perTracker,
    accounts: z.array(z.object({ name: z.string() })).catch([]),
  })
  .catch({ routes: [], sources: [], assignees: {}, severities: {}, accounts: [] })

/** The scanners with webhooks and the trackers that there are, set up or not. */
export interface KnownNames {
  readonly sources: readonly string[]
  readonly trackers: readonly string[]
}

/**
 * What is wrong with the scanners and trackers that a routes document names outside its goals, each with its path: a name
 * that is not known would silently match nothing. Wrong shapes are passed over.
 */
export function problemsWithNames(yaml: unknown, { sources, trackers }: KnownNames): string[] {
  const outline = Outline.parse(yaml)
  const scanners = { what: 'scanner', known: ['kondukto', ...sources] }
  const inRoutes = outline.routes.flatMap((line, i) => {
    const named = Line.safeParse(line).data?.when.source ?? []
    return unknownNames(named, scanners, () => `routes[${i}].when.source`)
  })
  const withWords = { what: 'scanner', known: sources }
  const inWords = unknownNames(outline.sources, withWords, (name) => `sources.${name}`)
  const accounts = {
    what: 'account',
    known: [...trackers, ...outline.accounts.map(({ name }) => name)],
  }
  const inTables = (['assignees', 'severities'] as const).flatMap((table) =>
    Object.entries(outline[table]).flatMap(([key, named]) =>
      unknownNames(named, accounts, (name) => `${table}.${key}.${name}`),
    ),
  )
  return [...inRoutes, ...inWords, ...inTables]
}

function unknownNames(
  named: readonly string[],
  { what, known }: { what: string; known: readonly string[] },
  pathOf: (name: string) => string,
): string[] {
  return named
    .filter((name) => !known.includes(name))
    .map((name) => `${pathOf(name)}: "${name}" is no ${what} here; these are: ${known.join(', ')}`)
}

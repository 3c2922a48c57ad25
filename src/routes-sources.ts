import { z } from 'zod'

const one = z.string().transform((name) => [name])
const Line = z.object({ when: z.object({ source: one.or(z.array(z.string())) }) })
const Outline = z
  .object({
    routes: z.array(z.unknown()).catch([]),
    sources: z.record(z.string(), z.unknown()).catch({}),
  })
  .catch({ routes: [], sources: {} })

/**
 * What is wrong with the scanners that a routes document names, each with its path: a name that nobody has would match
 * nothing, and say nothing. `sources` are those with webhooks. Wrong shapes are passed over.
 */
export function problemsWithSources(yaml: unknown, sources: readonly string[]): string[] {
  const outline = Outline.parse(yaml)
  const inRoutes = outline.routes.flatMap((line, i) => {
    const names = Line.safeParse(line).data?.when.source ?? []
    return strangers(names, ['kondukto', ...sources], `routes[${i}].when.source`)
  })
  const inWords = Object.keys(outline.sources).flatMap((name) =>
    strangers([name], sources, `sources.${name}`),
  )
  return [...inRoutes, ...inWords]
}

function strangers(names: readonly string[], known: readonly string[], path: string): string[] {
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `${path}: "${name}" is no scanner here; these are: ${known.join(', ')}`)
}

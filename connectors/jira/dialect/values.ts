import { wikiToAdf } from '../wiki/from/wiki-to-adf.ts'
import { adfToWiki } from '../wiki/to/adf-to-wiki.ts'

type Json = Readonly<Record<string, unknown>>

/** A request's JSON for Data Center: documents are text in wiki notation, people are named. */
export function toDataCenter(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDataCenter)
  if (!isRecord(value)) return value
  const { type, content } = value
  if (type === 'doc' && Array.isArray(content)) return adfToWiki({ type, version: 1, content })
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'assignee' && isRecord(inner) && 'id' in inner
        ? { name: inner.id }
        : toDataCenter(inner),
    ]),
  )
}

/** An answer's JSON in the Cloud's form: texts are documents, a person's name is an id, and a field for a person wants the name. */
export function toCloud(value: unknown, within = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => toCloud(one, within))
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([name, inner]) => {
    const isText = typeof inner === 'string' && isWiki(name, within, value)
    if (within === 'schema') return [name, inner === 'user' ? 'user-by-name' : inner] as const
    return [name, isText ? wikiToAdf(inner) : toCloud(inner, name)] as const
  })
  const isPerson = typeof value.name === 'string' && typeof value.displayName === 'string'
  return Object.fromEntries([...entries, ...(isPerson ? [['accountId', value.name] as const] : [])])
}

/** The texts of an issue and of a comment. A status and a project have descriptions of their own. */
function isWiki(name: string, within: string, { created }: Json): boolean {
  if (within === 'fields') return name === 'description' || name === 'environment'
  return name === 'body' && created !== undefined
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}

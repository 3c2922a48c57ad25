import { parseDocument } from 'yaml'

/** Reads the routes document. What is wrong with it is added to `problems`; the rest is read as an empty one. */
export function readYaml(document: string | null, problems: string[]): unknown {
  const yaml = parseDocument(document ?? '', { prettyErrors: true })
  problems.push(...yaml.errors.map((error) => `routes file: ${error.message.split('\n')[0]}`))
  if (yaml.errors.length > 0) return {}
  try {
    return yaml.toJS() ?? {}
  } catch (error) {
    // The library counts what the aliases repeat, and stops at a hundred times the document.
    problems.push(`routes file: ${(error as Error).message}`)
    return {}
  }
}

/** `routes[0].to.target`, as people write it. */
export function showPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'routes file'
  return path.reduce<string>(
    (shown, part) =>
      typeof part === 'number'
        ? `${shown}[${part}]`
        : shown
          ? `${shown}.${String(part)}`
          : String(part),
    '',
  )
}

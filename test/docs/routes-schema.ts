import { z } from 'zod'
import { connectors } from '../../connectors/index.ts'
import { RoutesDocument } from '../../src/config/routes/routes-file.ts'

/**
 * The JSON schema of the routes file, so that an editor completes and checks it. Lockstep's own check at start is stricter:
 * it knows which accounts there are, and which option belongs to which tracker.
 */
export function routesSchema(): string {
  const schema = z.toJSONSchema(RoutesDocument, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  })
  const to = at(schema, 'properties', 'routes', 'items', 'properties', 'to')
  for (const { options } of connectors) {
    const own = z.toJSONSchema(options, { io: 'input', target: 'draft-7', unrepresentable: 'any' })
    Object.assign(at(to, 'properties'), own.properties)
  }
  to.additionalProperties = false
  return `${JSON.stringify({ title: 'Lockstep routes', ...schema }, null, 2)}\n`
}

type Node = Record<string, unknown>

function at(node: unknown, ...path: readonly string[]): Node {
  return path.reduce((inner, name) => inner[name] as Node, node as Node)
}

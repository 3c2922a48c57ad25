import { z } from 'zod'
import type { FieldMeta } from './screen-field.ts'

const Choice = z
  .object({
    name: z.string().optional(),
    value: z.string().optional(),
    children: z.array(z.object({ value: z.string() })).optional(),
  })
  .catch({})

/** Samples by the type in a field's schema, as YAML. */
const byType: Readonly<Record<string, string>> = {
  number: '1',
  date: '2026-01-31',
  datetime: '"2026-01-31T12:00:00.000+0000"',
  user: '{ accountId: "…" }',
  'user-by-name': '{ name: "…" }',
  group: '{ name: "…" }',
  version: '{ name: "…" }',
  component: '{ name: "…" }',
  priority: '{ name: "…" }',
  resolution: '{ name: "…" }',
  securitylevel: '{ name: "…" }',
  option: '{ value: "…" }',
  'option-with-child': '{ value: "…", child: { value: "…" } }',
  timetracking: '{ originalEstimate: "1d" }',
  issuelink: '{ key: "…" }',
  project: '{ key: "…" }',
}

/** A line for the routes file that Jira takes for the field, as YAML: of its choices the first, else of its type. */
export function sampleOf({ schema, allowedValues }: FieldMeta): string {
  const { type = '', items = '', custom = '' } = schema
  // A sprint is described as a list and written as the number of one.
  if (/:gh-sprint$/.test(custom)) return '1'
  const [first] = allowedValues
  return type === 'array' ? `[${one(first, items)}]` : one(first, type)
}

function one(choice: unknown, type: string): string {
  const { name, value, children } = Choice.parse(choice)
  if (name !== undefined) return `{ name: ${JSON.stringify(name)} }`
  if (value === undefined) return byType[type] ?? '"…"'
  const [child] = children ?? []
  const under = child ? `, child: { value: ${JSON.stringify(child.value)} }` : ''
  return `{ value: ${JSON.stringify(value)}${under} }`
}

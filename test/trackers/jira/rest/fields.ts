import { assignable } from '../people.ts'
import { components, type Named, type Project, resolutions } from '../projects.ts'
import { keepDate, keepDocument, keepLabels, keepSummary, oneOf } from './values.ts'
import { Refusal } from './wire.ts'

/** A field as it stands on a screen. */
export interface Field {
  readonly key: string
  readonly name: string
  readonly required: boolean
  /** Whether Jira fills it where nobody does, required or not. */
  readonly hasDefault: boolean
  readonly schema: Readonly<Record<string, string>>
  readonly allowed: readonly object[] | null
  /** What Jira fills in. */
  readonly usual?: object | undefined
  /** The value as it is kept; throws in Jira's words. */
  keep(value: unknown): unknown
}

/** The fields of the project's create and edit screens for a type, but for `project` and `issuetype`. */
export function fieldsOf(project: Project, type: Named): readonly Field[] {
  const isTask = type.name === 'Task'
  const isThere = ({ key }: Field) => project.screen.includes(key) && !(isTask && noTask.has(key))
  const optional = optionalFields(project).filter(isThere)
  const reporter = field('reporter', 'Reporter', 'user', assignable)
  return [
    { ...field('summary', 'Summary', 'string', keepSummary), required: true },
    { ...reporter, required: true, hasDefault: true },
    ...optional,
    ...(isTask ? ofTasks : []),
    ...project.customFields.map(customField),
  ]
}

/** A Task's screen as it was recorded: without these, and with those that no test fills in. */
const noTask = new Set(['duedate', 'environment'])
const ofTasks: readonly Field[] = [
  { ...field('parent', 'Parent', 'issuelink', (value) => value) },
  {
    ...field('issuelinks', 'Linked Issues', 'array', (value) => value),
    schema: arrayOf('issuelinks', 'issuelinks'),
  },
  {
    ...field('attachment', 'Attachment', 'array', (value) => value),
    schema: arrayOf('attachment', 'attachment'),
  },
  {
    ...field('fixVersions', 'Fix versions', 'array', (value) => value),
    schema: arrayOf('fixVersions', 'version'),
  },
  {
    ...field('customfield_10014', 'Epic Link', 'any', (value) => value),
    schema: { type: 'any', custom: 'com.pyxis.greenhopper.jira:gh-epic-link' },
  },
]

/** The resolution on a transition's screen. */
export function resolutionField(required: boolean): Field {
  return { ...choice('resolution', 'Resolution', resolutions), required }
}

/**
 * The values of a screen's fields as they are kept. HttpError as a whole with every field that is
 * wrong, not on the screen or, where `isNew`, missing.
 */
export function checkFields(
  given: Readonly<Record<string, unknown>>,
  screen: readonly Field[],
  isNew: boolean,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  const errors: Record<string, string> = {}
  for (const [key, value] of Object.entries(given)) {
    try {
      kept[key] = fieldIn(screen, key).keep(value)
    } catch (error) {
      errors[key] = (error as Error).message
    }
  }
  const empty = (key: string) => [undefined, null, ''].includes(given[key] as string)
  for (const { key, name, required, hasDefault } of screen) {
    const isMissing = required && !hasDefault && empty(key) && (isNew || key in given)
    const words = key === 'summary' ? 'You must specify a summary of the issue.' : null
    if (isMissing) errors[key] = words ?? `${name} is required.`
  }
  if (Object.keys(errors).length > 0) throw new Refusal(400, null, errors)
  return kept
}

function fieldIn(screen: readonly Field[], key: string): Field {
  const found = screen.find((each) => each.key === key)
  const where = 'It is not on the appropriate screen, or unknown.'
  if (!found) throw new Refusal(400, `Field '${key}' cannot be set. ${where}`)
  return found
}

function optionalFields(project: Project): Field[] {
  const priority = choice('priority', 'Priority', project.priorities)
  return [
    field('description', 'Description', 'string', keepDocument),
    { ...field('labels', 'Labels', 'array', keepLabels), schema: arrayOf('labels', 'string') },
    { ...priority, hasDefault: true, usual: project.priorities.find(isMedium) },
    field('duedate', 'Due date', 'date', keepDate),
    field('environment', 'Environment', 'string', keepDocument),
    field('assignee', 'Assignee', 'user', assignable),
    {
      ...choice('components', 'Components', components),
      schema: arrayOf('components', 'component'),
      keep: (value) => (value as object[]).map((one) => oneOf(components, 'component', one)),
    },
  ]
}

function isMedium({ name }: Named): boolean {
  return name === 'Medium'
}

function customField({
  key,
  name,
  required,
  options,
  isRich,
}: Project['customFields'][number]): Field {
  const type = options ? 'option' : 'string'
  const named = options?.map((value, i) => ({ id: String(10300 + i), name: value, value }))
  const keepText = isRich ? keepDocument : (value: unknown) => value
  const keep = named ? (value: unknown) => oneOf(named, name, value) : keepText
  const custom = options ? 'select' : isRich ? 'textarea' : 'textfield'
  const schema = { type, custom: `com.atlassian.jira.plugin.system.customfieldtypes:${custom}` }
  const allowed = named?.map(({ id, value }) => ({ id, value })) ?? null
  return { ...field(key, name, type, keep), required, schema, allowed }
}

function choice(key: string, name: string, allowed: readonly Named[]): Field {
  return { ...field(key, name, key, (value) => oneOf(allowed, key, value)), allowed }
}

function field(key: string, name: string, type: string, keep: Field['keep']): Field {
  const schema = { type, system: key }
  return { key, name, required: false, hasDefault: false, schema, allowed: null, keep }
}

function arrayOf(system: string, items: string) {
  return { type: 'array', items, system }
}

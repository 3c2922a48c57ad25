import { type CheckRow, ok, problem, warning } from '../../../src/domain/check.ts'
import { TrackerError } from '../../../src/domain/errors.ts'
import { severities } from '../../../src/domain/finding.ts'
import { priorityOf } from '../fields/priority.ts'
import { missingFields, routeFields } from '../fields/required-fields.ts'
import type { CreateScreen } from '../fields/screens.ts'
import type { Place } from './permissions.ts'

/** Fields that every issue of ours has. */
const given = ['project', 'issuetype', 'summary', 'description', 'reporter']

/** The issue type, the fields that Jira requires, and the priorities. */
export async function screenRows(place: Place): Promise<CheckRow[]> {
  const { account, target, options, signal } = place
  const type = options.issueType ?? account.issueType
  try {
    const screen = await account.screen(target, type, signal)
    return [
      ok(target, `The issue type ${type} can be filed.`),
      ...requiredRows(place, screen, type),
      ...priorityRows(place, screen),
    ]
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    const message = error.message.replace(/^issueType: /, '')
    const remedy = `Set JIRA_ISSUE_TYPE, or issueType in the route's "to", to one of those.`
    return [problem(target, `${message}.`, remedy)]
  }
}

function requiredRows({ target, options }: Place, screen: CreateScreen, type: string): CheckRow[] {
  const routed = routeFields(screen, options)
  const missing = [...screen.fields.values()].filter(
    ({ id, needed }) => needed && !given.includes(id) && routed[id] === undefined,
  )
  return missing.map((field) => {
    const [message = '', remedy = ''] = missingFields(
      [field],
      `for a ${type} in ${target}`,
    ).message.split(/ (?=Add to the route)/)
    return problem(target, message, remedy)
  })
}

/** Severities whose priority the project does not have: issues are filed without one. */
function priorityRows({ target, options }: Place, { fields }: CreateScreen): CheckRow[] {
  const choices = fields.get('priority')?.choices
  if (!choices)
    return [warning(target, 'Issues have no priority here.', 'Add Priority to the create screen.')]
  const names = choices.map((name) => name.toLowerCase())
  const unknown = severities.filter((severity) => {
    const name = priorityOf(options, severity)
    return name !== null && !names.includes(name.toLowerCase())
  })
  if (unknown.length === 0) return [ok(target, 'Each severity has a priority.')]
  const lines = unknown.map((severity) => `${severity}: { jira: "${choices[0]}" }`).join(', ')
  const message = `${target} has no priority for the severity ${unknown.join(', ')}; it has: ${choices.join(', ')}.`
  return [warning(target, message, `Add to the routes file: severities: { ${lines} }.`)]
}

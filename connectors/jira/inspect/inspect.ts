import { getCurrentUser, getProject } from 'jira.js/cloud'
import { z } from 'zod'
import { type CheckRow, ok, problem } from '../../../src/domain/check.ts'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { Inspection } from '../../connector.ts'
import { optionsOf } from '../fields/options.ts'
import type { JiraAccount } from '../login/account.ts'
import { permissionRows } from './permissions.ts'
import { screenRows } from './screen.ts'
import { workflowRows } from './workflow.ts'

const Project = z.object({ archived: z.boolean().optional() }).catch({ archived: false })

/**
 * Everything that can be known of a project before an issue is filed there. Writes nothing. `open` finds out which Jira it
 * is, which may be refused too.
 */
export async function inspectProject(
  open: (signal: AbortSignal) => Promise<JiraAccount>,
  target: string,
  { options, signal }: Inspection,
): Promise<readonly CheckRow[]> {
  const account = await tryOut(() => open(signal))
  if (account instanceof TrackerError) return [loginRow(account)]
  const user = await tryOut(() => getCurrentUser(account.api(signal)))
  if (user instanceof TrackerError) return [loginRow(user)]
  const login = ok('Jira', 'The log-in works.')
  const found = await tryOut(() => getProject(account.api(signal), { projectIdOrKey: target }))
  if (found instanceof TrackerError) return [login, projectRow(found, target)]
  const known = { account, target, options: optionsOf(options), signal }
  return [
    login,
    ...archivedRows(found, target),
    ...(await permissionRows(known)),
    ...(await screenRows(known)),
    ...(await workflowRows(known)),
  ]
}

function archivedRows(found: unknown, target: string) {
  if (!Project.parse(found).archived) return []
  const remedy = 'Restore it under Projects, Archived projects, or route its findings elsewhere.'
  return [problem(target, 'The project is archived.', remedy)]
}

async function tryOut<T>(call: () => Promise<T>): Promise<T | TrackerError> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof TrackerError) return error
    throw error
  }
}

function loginRow({ kind, message }: TrackerError): CheckRow {
  if (kind === 'unauthorized' || kind === 'forbidden')
    return problem(
      'Jira',
      `Jira rejects the log-in: ${message}.`,
      'Set a valid JIRA_API_TOKEN, made by the user of JIRA_EMAIL at https://id.atlassian.com, or a personal access token of Data Center as JIRA_TOKEN, and restart.',
    )
  return problem(
    'Jira',
    message.startsWith('Jira ') ? `${message}.` : `Jira fails: ${message}.`,
    'Check JIRA_URL, https://NAME.atlassian.net or your Data Center with its context path, and that this machine may connect to it.',
  )
}

function projectRow({ message }: TrackerError, target: string): CheckRow {
  return problem(
    target,
    `Jira shows no project ${target} to this log-in: ${message}`,
    `Correct JIRA_PROJECT or the route's target, or let the user browse ${target}.`,
  )
}

import { json } from '../../kit/server.ts'
import { issueTypes, type Named, type Project } from '../projects.ts'
import type { Site } from '../site.ts'
import { checkFields, fieldsOf } from './fields.ts'
import { presentIssue } from './present.ts'
import { keepProperties } from './properties.ts'
import { presentTransitions } from './transitions.ts'
import { type Answer, type Call, done, listIn, Refusal } from './wire.ts'

/** `POST /issue` */
export function createIssue(site: Site, { body, user, isPerson }: Call): Answer {
  const { project: where, issuetype, ...fields } = body.fields as Record<string, unknown>
  const project = projectNamed(site, where, isPerson)
  mayCreate(project, isPerson)
  const type = typeNamed(issuetype)
  const kept = checkFields(fields, fieldsOf(project, type), true)
  const properties = keepProperties(body.properties)
  const { id, key } = fileIssue(site, project, { type, user, fields: kept, properties })
  return json(201, { id, key, self: `${site.url}/rest/api/3/issue/${id}` })
}

/** Puts an issue into a project, at the first status of its workflow. */
export function fileIssue(
  { store, now }: Site,
  { key: project, workflow, priorities }: Project,
  issue: {
    readonly type: Named
    readonly user: string
    readonly fields: Readonly<Record<string, unknown>>
    readonly properties: Readonly<Record<string, unknown>>
  },
  at = now(),
) {
  const [status] = workflow.statuses
  if (!status) throw new Error('The workflow has no statuses')
  const usual = {
    description: null,
    labels: [],
    duedate: null,
    assignee: null,
    components: [],
    priority: priorities.find(({ name }) => name === 'Medium') ?? null,
    reporter: issue.user,
  }
  return store.add({
    ...{ id: store.nextId(), key: store.nextKey(project), project, type: issue.type, status },
    ...{ created: at, updated: at, categoryChanged: at, resolution: null, resolved: null },
    creator: issue.user,
    fields: { ...usual, ...issue.fields },
    properties: issue.properties,
    comments: [],
    attachments: [],
  })
}

/** `GET /issue/{idOrKey}` */
export function getIssue(site: Site, { query, isPerson }: Call, idOrKey: string): Answer {
  const issue = site.issue(idOrKey, isPerson)
  const fields = listIn(query, 'fields')
  const properties = listIn(query, 'properties')
  const asked = fields.length > 0 ? fields : ['*all']
  return json(200, {
    ...presentIssue(site, issue, { fields: asked, properties, comments: Infinity }),
    ...(listIn(query, 'expand').includes('transitions.fields') && {
      transitions: presentTransitions(site, issue, true),
    }),
  })
}

/** `POST /issue/bulkfetch`: never behind, and silent on what it does not find. */
export function fetchIssues(site: Site, { body, isPerson }: Call): Answer {
  const { issueIdsOrKeys, fields, properties = [] } = body as Record<string, string[]>
  if (!issueIdsOrKeys || issueIdsOrKeys.length > 100)
    throw new Refusal(400, 'Between 1 and 100 issues can be fetched.')
  const found = issueIdsOrKeys.flatMap((idOrKey) => {
    const issue = site.store.find(idOrKey)
    return issue && site.shows(issue, isPerson) ? [issue] : []
  })
  const asked = { fields: fields ?? ['*all'], properties, comments: 20 }
  const issues = found.map((issue) => presentIssue(site, issue, asked))
  return json(200, { issues, issueErrors: [] })
}

/** `PUT /issue/{idOrKey}` */
export function editIssue(site: Site, call: Call, idOrKey: string): Answer {
  const { body, user, isPerson } = call
  const issue = site.issue(idOrKey, isPerson)
  const project = site.writable(issue, isPerson, 'EDIT_ISSUES')
  const given = (body.fields ?? {}) as Record<string, unknown>
  const labels = labelsAfter(issue.fields.labels as string[], body.update)
  const kept = checkFields(
    { ...given, ...(labels && { labels }) },
    fieldsOf(project, issue.type),
    false,
  )
  const properties = { ...issue.properties, ...keepProperties(body.properties) }
  site.store.change(issue, { fields: { ...issue.fields, ...kept }, properties }, user)
  return done
}

/** `DELETE /issue/{idOrKey}` */
export function deleteIssue(site: Site, { user, isPerson }: Call, idOrKey: string): Answer {
  const issue = site.issue(idOrKey, isPerson)
  site.writable(issue, isPerson, 'DELETE_ISSUES')
  site.store.remove(issue, user)
  return done
}

/** `PUT /issue/{idOrKey}/assignee` */
export function assignIssue(site: Site, call: Call, idOrKey: string): Answer {
  const { accountId = null } = call.body
  const assignee = accountId === null ? null : { accountId }
  return editIssue(site, { ...call, body: { fields: { assignee } } }, idOrKey)
}

function projectNamed(site: Site, where: unknown, isPerson: boolean): Project {
  const { key, id } = (where ?? {}) as Partial<Project>
  try {
    return site.project(key ?? id ?? '', isPerson)
  } catch {
    throw new Refusal(400, null, { project: 'valid project is required' })
  }
}

function mayCreate({ denied }: Project, isPerson: boolean): void {
  if (denied === null || isPerson) return
  const words = 'You do not have permission to create issues in this project.'
  throw denied === 400 ? new Refusal(400, null, { project: words }) : new Refusal(denied, words)
}

function typeNamed(asked: unknown): Named {
  if (!asked) throw new Refusal(400, null, { issuetype: 'Specify an issue type' })
  const { id, name } = asked as Partial<Named>
  const type = issueTypes.find((each) => (id ? each.id === id : each.name === name))
  if (!type) throw new Refusal(400, null, { issuetype: 'The issue type selected is invalid.' })
  return type
}

/** What `update` makes of the labels; null where it leaves them. */
function labelsAfter(labels: readonly string[], update: unknown): unknown[] | null {
  const { labels: steps, ...others } = (update ?? {}) as Record<string, Record<string, unknown>[]>
  const [other] = Object.keys(others)
  if (other) throw new Refusal(400, `Field '${other}' cannot be updated here.`)
  if (!steps) return null
  let after: unknown[] = [...labels]
  for (const step of steps) {
    if ('set' in step) after = step.set as unknown[]
    else if ('add' in step) after.push(step.add)
    else after = after.filter((label) => label !== step.remove)
  }
  return after
}

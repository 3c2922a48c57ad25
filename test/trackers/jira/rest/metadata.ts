import { json } from '../../kit/server.ts'
import { issueTypes, presentProject, presentType } from '../projects.ts'
import type { Site } from '../site.ts'
import { type Field, fieldsOf } from './fields.ts'
import { type Answer, type Call, pageOf, Refusal } from './wire.ts'

/** `GET /issue/createmeta/{project}/issuetypes` */
export function getCreateTypes(site: Site, call: Call, project: string): Answer {
  site.project(project, call.isPerson)
  const { page, ...rest } = pageOf(issueTypes, call, 50)
  return json(200, { ...rest, issueTypes: page.map((type) => presentType(site.url, type)) })
}

/** `GET /issue/createmeta/{project}/issuetypes/{id}`: the fields that `POST /issue` checks. */
export function getCreateFields(site: Site, call: Call, key: string, id: string): Answer {
  const project = site.project(key, call.isPerson)
  const type = issueTypes.find((each) => each.id === id)
  if (!type) throw new Refusal(404, 'Issue type not found.')
  const fixed = [
    pinned('project', 'Project', presentProject(site.url, project)),
    pinned('issuetype', 'Issue Type', presentType(site.url, type)),
  ]
  const { page, ...rest } = pageOf(
    [...fixed, ...fieldsOf(project, type).map(describeField)],
    call,
    50,
  )
  return json(200, { ...rest, fields: page })
}

/** A field as screens are described. */
export function describeField(field: Field) {
  const { key, name, required, hasDefault, schema, allowed, usual } = field
  const { type, system, items, custom } = schema
  return {
    ...{ fieldId: key, key, name, required, hasDefaultValue: hasDefault },
    schema: { type, ...(system && { system }), ...(items && { items }), ...(custom && { custom }) },
    operations: type === 'array' ? ['add', 'set', 'remove'] : ['set'],
    ...(allowed && { allowedValues: allowed }),
    ...(usual && { defaultValue: usual }),
  }
}

function pinned(key: string, name: string, value: object) {
  const schema = { type: key, system: key }
  const field = { fieldId: key, key, name, required: true, hasDefaultValue: false }
  return { ...field, schema, operations: ['set'], allowedValues: [value] }
}

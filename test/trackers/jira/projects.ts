import { json } from '../kit/server.ts'
import { type Answer, type Call, Refusal } from './rest/wire.ts'
import type { Site } from './site.ts'
import { type Workflow, workflows } from './workflows.ts'

/** Something that has an id and a name: a priority, a resolution, a component, an issue type. */
export interface Named {
  readonly id: string
  readonly name: string
}

/** A field that an administrator added. */
interface CustomField {
  /** `customfield_10010` */
  readonly key: string
  readonly name: string
  readonly required: boolean
  /** What may be chosen; absent where any text may be given. */
  readonly options?: readonly string[]
  /** Whether its text is a document. */
  readonly isRich?: boolean
}

/** What a test may change of a project. */
export interface ProjectSettings {
  readonly workflow: Workflow
  /** The optional fields on its screens. */
  readonly screen: readonly string[]
  readonly customFields: readonly CustomField[]
  readonly priorities: readonly Named[]
  /** Whether the connector's account sees nothing of it. */
  readonly hidden: boolean
  /** How the connector's account is kept from writing; null if it may. */
  readonly denied: 400 | 403 | 404 | null
  /** Permissions that the connector's account lacks, such as `ADD_COMMENTS`. */
  readonly lacking: readonly string[]
  /** Whether it is one of Jira Service Management, whose customers see public comments. */
  readonly isService: boolean
  /** Whether it is kept for reading only. */
  readonly isArchived: boolean
}

/** A project of the site. */
export interface Project extends ProjectSettings, Named {
  readonly key: string
  /** Keys that it had before: they lead to it still. */
  readonly formerKeys: readonly string[]
}

export const issueTypes: readonly Named[] = named(10004, ['Bug', 'Task'])
const priorities: readonly Named[] = named(1, ['Highest', 'High', 'Medium', 'Low', 'Lowest'])
export const resolutions: readonly Named[] = named(10000, [
  'Done',
  "Won't Do",
  'Duplicate',
  'Cannot Reproduce',
])
export const components: readonly Named[] = named(10200, ['Backend', 'Frontend'])

/** The site's projects as they are before a test changes them. */
export function usualProjects(): Map<string, Project> {
  const usual: ProjectSettings = {
    workflow: workflows.simple,
    screen: ['description', 'labels', 'priority', 'duedate', 'assignee', 'components'],
    customFields: [],
    priorities,
    hidden: false,
    denied: null,
    lacking: [],
    isService: false,
    isArchived: false,
  }
  const projects: Project[] = [
    { ...usual, id: '10000', key: 'PAY', formerKeys: [], name: 'Payments' },
    { ...usual, id: '10001', key: 'OPS', formerKeys: [], name: 'Operations' },
  ]
  return new Map(projects.map((project) => [project.key, project]))
}

/** A project as Jira shows it. */
export function presentProject(url: string, { id, key, name, isService, isArchived }: Project) {
  const self = `${url}/rest/api/3/project/${id}`
  const projectTypeKey = isService ? 'service_desk' : 'software'
  const known = { self, id, key, name, projectTypeKey, style: 'classic', simplified: false }
  return { ...known, ...(isArchived && { archived: true }) }
}

/** `GET /project/{key}` */
export function getProject(site: Site, { isPerson }: Call, key: string): Answer {
  const project = site.project(key, isPerson)
  const types = issueTypes.map((type) => presentType(site.url, type))
  return json(200, { ...presentProject(site.url, project), issueTypes: types })
}

/** `GET /mypermissions` */
export function getMyPermissions(site: Site, { query, isPerson }: Call): Answer {
  const asked = query.get('permissions')?.split(',')
  if (!asked) throw new Refusal(400, "The 'permissions' query parameter is required.")
  const key = query.get('projectKey')
  const project = key ? site.project(key, isPerson) : null
  const may = project?.denied == null || isPerson
  const permissions = asked.map((permission) => {
    const isLacking = project?.lacking.includes(permission) && !isPerson
    const havePermission = (may && !isLacking) || permission === 'BROWSE_PROJECTS'
    return [permission, { key: permission, name: permission, type: 'PROJECT', havePermission }]
  })
  return json(200, { permissions: Object.fromEntries(permissions) })
}

/** `GET /priority/search` */
export function searchPriorities({ url }: Site): Answer {
  const values = priorities.map((priority) => presentNamed(url, 'priority', priority))
  const page = { startAt: 0, maxResults: 50, total: values.length, isLast: true }
  return json(200, { ...page, values })
}

/** `GET /resolution/{id}` */
export function getResolution({ url }: Site, _: Call, id: string): Answer {
  const resolution = resolutions.find((each) => each.id === id)
  if (!resolution) throw new Refusal(404, `The resolution with id '${id}' does not exist`)
  return json(200, presentNamed(url, 'resolution', resolution))
}

/** What has a name as Jira shows it. */
export function presentNamed(url: string, kind: string, { id, name }: Named) {
  return { self: `${url}/rest/api/3/${kind}/${id}`, id, name }
}

/** An issue type as Jira shows it. */
export function presentType(url: string, type: Named) {
  return { ...presentNamed(url, 'issuetype', type), subtask: false, hierarchyLevel: 0 }
}

function named(first: number, names: readonly string[]): Named[] {
  return names.map((name, i) => ({ id: String(first + i), name }))
}

import { presentUser } from '../people.ts'
import { presentNamed, presentProject, presentType } from '../projects.ts'
import type { Site } from '../site.ts'
import type { Attachment, Comment, Issue, Properties } from '../store.ts'
import type { Status } from '../workflows.ts'
import { stamp } from './wire.ts'

const categories = {
  new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
}

/** What is asked for of an issue. `comments` is how many of them an answer holds at most. */
export interface Asked {
  /** Names, `*all`, `*navigable`, and names that are left out with `-` before them. */
  readonly fields: readonly string[]
  readonly properties: readonly string[]
  readonly comments: number
}

/** An issue as Jira shows it. */
export function presentIssue(site: Site, issue: Issue, { fields, properties, comments }: Asked) {
  const everything = fields.some((name) => name.startsWith('*'))
  const isAsked = (name: string) =>
    (everything || fields.includes(name)) && !fields.includes(`-${name}`)
  const shown = Object.entries(fieldsOf(site, issue, comments))
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self: `${site.url}/rest/api/3/issue/${issue.id}`,
    key: issue.key,
    fields: Object.fromEntries(shown.filter(([name]) => isAsked(name))),
    ...(properties.length > 0 && { properties: propertiesIn(issue.properties, properties) }),
  }
}

/** A comment as Jira shows it, its properties only where they are asked for. */
export function presentComment(site: Site, issue: Issue, comment: Comment, expand: string) {
  const { author, updateAuthor, created, updated, properties, ...rest } = comment
  return {
    self: `${site.url}/rest/api/3/issue/${issue.id}/comment/${comment.id}`,
    ...rest,
    author: presentUser(site.url, author),
    updateAuthor: presentUser(site.url, updateAuthor),
    created: stamp(created),
    updated: stamp(updated),
    ...(expand.split(',').includes('properties') && {
      properties: Object.entries(properties).map(([key, value]) => ({ key, value })),
    }),
  }
}

/** A file as Jira shows it. */
export function presentAttachment(site: Site, { content, author, created, ...rest }: Attachment) {
  return {
    ...rest,
    self: `${site.url}/rest/api/3/attachment/${rest.id}`,
    author: presentUser(site.url, author),
    created: stamp(created),
    size: content.length,
    content: `${site.url}/rest/api/3/attachment/content/${rest.id}`,
  }
}

/** A status as Jira shows it. */
export function presentStatus(url: string, { id, name, category }: Status) {
  const statusCategory = presentCategory(url, { category })
  return { ...presentNamed(url, 'status', { id, name }), description: '', statusCategory }
}

function presentCategory(url: string, { category }: Pick<Status, 'category'>) {
  const self = `${url}/rest/api/3/statuscategory/${categories[category].id}`
  return { self, ...categories[category] }
}

/** The fields that other apps have added to the site, and that no issue here has a value for. */
const emptyFields = Object.fromEntries(
  Array.from({ length: 60 }, (_, n) => [`customfield_${10_100 + n}`, null]),
)

function fieldsOf(site: Site, issue: Issue, atMost: number) {
  const { url } = site
  const { priority, assignee, reporter, ...fields } = issue.fields
  const comments = issue.comments.map((comment) => presentComment(site, issue, comment, ''))
  return {
    ...emptyFields,
    ...fields,
    project: presentProject(url, site.project(issue.project, true)),
    issuetype: presentType(url, issue.type),
    status: presentStatus(url, issue.status),
    statusCategory: presentCategory(url, issue.status),
    statuscategorychangedate: stamp(issue.categoryChanged),
    resolution: issue.resolution && presentNamed(url, 'resolution', issue.resolution),
    resolutiondate: stamp(issue.resolved),
    priority: priority,
    assignee: presentUser(url, assignee),
    reporter: presentUser(url, reporter),
    creator: presentUser(url, issue.creator),
    created: stamp(issue.created),
    updated: stamp(issue.updated),
    comment: {
      self: `${url}/rest/api/3/issue/${issue.id}/comment`,
      comments: comments.slice(0, atMost),
      ...{ startAt: 0, maxResults: Math.min(atMost, comments.length), total: comments.length },
    },
    attachment: issue.attachments.map((file) => presentAttachment(site, file)),
  }
}

function propertiesIn(all: Properties, asked: readonly string[]): Properties {
  const isAsked = ([key]: [string, unknown]) => asked.includes(key) || asked.includes('*all')
  return Object.fromEntries(Object.entries(all).filter(isAsked))
}

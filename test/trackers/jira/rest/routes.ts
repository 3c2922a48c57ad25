import { getMyself, searchUsers } from '../people.ts'
import { getMyPermissions, getProject, getResolution, searchPriorities } from '../projects.ts'
import type { Site } from '../site.ts'
import { addAttachment, getContent } from './attachments.ts'
import { addComment, deleteComment, getComment, getComments, updateComment } from './comments.ts'
import {
  assignIssue,
  createIssue,
  deleteIssue,
  editIssue,
  fetchIssues,
  getIssue,
} from './issues.ts'
import { getCreateFields, getCreateTypes } from './metadata.ts'
import { getCommentProperty, getIssueProperty } from './properties.ts'
import { searchIssues } from './search.ts'
import { getServerInfo, refuseOldSearch } from './server-info.ts'
import { doTransition, getTransitions } from './transitions.ts'
import type { Answer, Call } from './wire.ts'

/** What a request is for; `names` are the parts of its path that vary. */
export interface Route {
  /** The path with `:` for what varies: limits count by it. */
  readonly endpoint: string
  readonly names: readonly string[]
  readonly handle: (site: Site, call: Call, ...names: string[]) => Answer | Promise<Answer>
}

/** The route of a path below `/rest/api/3`, or null. */
export function routeFor(method: string, path: string): Route | null {
  for (const [by, endpoint, handle] of table) {
    const names = new RegExp(`^${endpoint.replaceAll(':', '([^/]+)')}$`).exec(path)
    if (by === method && names) return { endpoint, names: names.slice(1), handle }
  }
  return null
}

const table: readonly (readonly [method: string, endpoint: string, Route['handle']])[] = [
  ['GET', '/serverInfo', getServerInfo],
  ['GET', '/myself', getMyself],
  ['GET', '/mypermissions', getMyPermissions],
  ['GET', '/user/search', searchUsers],
  ['GET', '/user/assignable/search', searchUsers],
  ['GET', '/priority/search', searchPriorities],
  ['GET', '/resolution/:', getResolution],
  ['GET', '/project/:', getProject],
  ['GET', '/search', refuseOldSearch],
  ['POST', '/search', refuseOldSearch],
  ['GET', '/search/jql', searchIssues],
  ['POST', '/search/jql', searchIssues],
  ['GET', '/issue/createmeta/:/issuetypes', getCreateTypes],
  ['GET', '/issue/createmeta/:/issuetypes/:', getCreateFields],
  ['POST', '/issue', createIssue],
  ['POST', '/issue/bulkfetch', fetchIssues],
  ['GET', '/issue/:', getIssue],
  ['PUT', '/issue/:', editIssue],
  ['DELETE', '/issue/:', deleteIssue],
  ['PUT', '/issue/:/assignee', assignIssue],
  ['GET', '/issue/:/transitions', getTransitions],
  ['POST', '/issue/:/transitions', doTransition],
  ['GET', '/issue/:/properties/:', getIssueProperty],
  ['GET', '/issue/:/comment', getComments],
  ['POST', '/issue/:/comment', addComment],
  ['GET', '/issue/:/comment/:', getComment],
  ['PUT', '/issue/:/comment/:', updateComment],
  ['DELETE', '/issue/:/comment/:', deleteComment],
  ['GET', '/comment/:/properties/:', getCommentProperty],
  ['POST', '/issue/:/attachments', addAttachment],
  ['GET', '/attachment/content/:', getContent],
]

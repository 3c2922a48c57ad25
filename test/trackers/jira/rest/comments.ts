import { json } from '../../kit/server.ts'
import type { Site } from '../site.ts'
import type { Comment, Issue } from '../store.ts'
import { problemWithDocument } from './adf.ts'
import { presentComment } from './present.ts'
import { keepProperties } from './properties.ts'
import { type Answer, type Call, done, pageOf, Refusal } from './wire.ts'

/** `POST /issue/{idOrKey}/comment` */
export function addComment(site: Site, call: Call, idOrKey: string): Answer {
  const { user } = call
  const issue = site.issue(idOrKey, call.isPerson)
  const { isService } = site.writable(issue, call.isPerson, 'ADD_COMMENTS')
  const made = site.now()
  const by = { author: user, updateAuthor: user, created: made, updated: made }
  const bare = { id: site.store.nextId(), ...by, properties: {}, jsdPublic: true }
  const comment = { ...bare, ...written(call, isService) }
  site.store.change(issue, { comments: [...issue.comments, comment] }, user)
  return json(201, presentComment(site, issue, comment, expandOf(call)))
}

/** `GET /issue/{idOrKey}/comment` */
export function getComments(site: Site, call: Call, idOrKey: string): Answer {
  const issue = site.issue(idOrKey, call.isPerson)
  const newestFirst = call.query.get('orderBy')?.startsWith('-')
  const all = newestFirst ? issue.comments.toReversed() : issue.comments
  const { page, ...rest } = pageOf(all, call, 100)
  const comments = page.map((comment) => presentComment(site, issue, comment, expandOf(call)))
  return json(200, { ...rest, comments })
}

/** `GET /issue/{idOrKey}/comment/{id}` */
export function getComment(site: Site, call: Call, idOrKey: string, id: string): Answer {
  const issue = site.issue(idOrKey, call.isPerson)
  return json(200, presentComment(site, issue, commentIn(issue, id), expandOf(call)))
}

/** `PUT /issue/{idOrKey}/comment/{id}` */
export function updateComment(site: Site, call: Call, idOrKey: string, id: string): Answer {
  const issue = site.issue(idOrKey, call.isPerson)
  const { isService } = site.writable(issue, call.isPerson, 'EDIT_ALL_COMMENTS')
  const stamps = { updated: site.now(), updateAuthor: call.user }
  const comment = { ...commentIn(issue, id), ...stamps, ...written(call, isService) }
  const comments = issue.comments.map((each) => (each.id === id ? comment : each))
  site.store.change(issue, { comments }, call.user)
  return json(200, presentComment(site, issue, comment, expandOf(call)))
}

/** `DELETE /issue/{idOrKey}/comment/{id}` */
export function deleteComment(site: Site, call: Call, idOrKey: string, id: string): Answer {
  const issue = site.issue(idOrKey, call.isPerson)
  site.writable(issue, call.isPerson, 'DELETE_ALL_COMMENTS')
  const gone = commentIn(issue, id)
  const comments = issue.comments.filter((each) => each !== gone)
  site.store.change(issue, { comments }, call.user)
  return done
}

/**
 * What a write says of a comment. In a service project properties decide whether it is internal, when
 * they are sent: an edit that sends others makes it public.
 */
function written({ body }: Call, isService: boolean): Pick<Comment, 'body'> & Partial<Comment> {
  if (!body.body) throw new Refusal(400, null, { comment: 'Comment body can not be empty!' })
  const problem = problemWithDocument(body.body)
  if (problem) throw new Refusal(400, null, { comment: problem })
  const properties = keepProperties(body.properties)
  const service = properties['sd.public.comment'] as { internal?: boolean } | undefined
  return {
    body: body.body,
    ...(body.visibility ? { visibility: body.visibility } : {}),
    ...(body.properties ? { properties, jsdPublic: !(isService && service?.internal) } : {}),
  }
}

function commentIn({ comments }: Issue, id: string): Comment {
  const found = comments.find((comment) => comment.id === id)
  if (!found) throw new Refusal(404, `Can not find a comment for the id: ${id}.`)
  return found
}

function expandOf({ query }: Call): string {
  return query.get('expand') ?? ''
}

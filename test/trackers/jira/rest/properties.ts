import { json } from '../../kit/server.ts'
import type { Site } from '../site.ts'
import type { Properties } from '../store.ts'
import { type Answer, type Call, Refusal } from './wire.ts'

/**
 * The properties that a write brings, by key. A key has at most 255 characters, a value 32,768:
 * developer.atlassian.com/cloud/jira/platform/jira-entity-properties
 */
export function keepProperties(given: unknown): Properties {
  const list = (given ?? []) as { readonly key: string; readonly value: unknown }[]
  for (const { key, value } of list) {
    if (!key || key.length > 255) throw new Refusal(400, 'The property key is invalid.')
    if (JSON.stringify(value).length > 32_768) throw new Refusal(400, 'The value is too long.')
  }
  return Object.fromEntries(list.map(({ key, value }) => [key, value]))
}

/** `GET /issue/{idOrKey}/properties/{key}` */
export function getIssueProperty(
  site: Site,
  { isPerson }: Call,
  idOrKey: string,
  key: string,
): Answer {
  return one(site.issue(idOrKey, isPerson).properties, key)
}

/** `GET /comment/{id}/properties/{key}` */
export function getCommentProperty(
  site: Site,
  { isPerson }: Call,
  id: string,
  key: string,
): Answer {
  const home = site.store.all().find(({ comments }) => comments.some((each) => each.id === id))
  const comment = site.issue(home?.id ?? '', isPerson).comments.find((each) => each.id === id)
  return one(comment?.properties ?? {}, key)
}

function one(properties: Properties, key: string): Answer {
  if (!(key in properties)) throw new Refusal(404, `The property ${key} does not exist.`)
  return json(200, { key, value: properties[key] })
}

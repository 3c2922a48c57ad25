import { json } from '../../kit/server.ts'
import type { Site } from '../site.ts'
import type { Issue } from '../store.ts'
import { type Clause, type Jql, parseJql } from './jql.ts'
import { presentIssue } from './present.ts'
import { type Answer, type Call, listIn, Refusal } from './wire.ts'

/** What a search is asked, by query or by body. */
interface Asked {
  readonly jql: string
  readonly fields: readonly string[]
  readonly properties: readonly string[]
  readonly maxResults: number
  readonly token: string | null
  readonly reconcile: readonly string[]
}

/**
 * `GET` and `POST /search/jql`. Sees issues as they were a while ago, but for those it is told to
 * reconcile; a person's search is never behind, so that tests see what there is.
 */
export function searchIssues(site: Site, call: Call): Answer {
  const asked = askedBy(call)
  const jql = parseJql(asked.jql)
  const tests = jql.clauses.map((clause) => testOf(site, clause, call.isPerson))
  const isVisible = (issue: Issue) => site.shows(issue, call.isPerson)
  const after = asked.token === null ? null : positionIn(asked.token, asked.jql)
  const found = seenBy(site, call.isPerson, asked.reconcile)
    .filter((issue) => isVisible(issue) && tests.every((test) => test(issue)))
    .map((issue) => ({ issue, position: positionOf(issue, jql) }))
    .filter(({ position }) => !after || compare(position, after, jql) > 0)
    .toSorted((a, b) => compare(a.position, b.position, jql))
  const page = found.slice(0, asked.maxResults)
  const isLast = page.length === found.length
  const token = JSON.stringify([asked.jql, page.at(-1)?.position])
  return json(200, {
    issues: page.map(({ issue }) => shown(site, issue, asked)),
    isLast,
    ...(!isLast && { nextPageToken: Buffer.from(token).toString('base64url') }),
  })
}

function askedBy({ method, query, body }: Call): Asked {
  const isPost = method === 'POST'
  const list = (name: string) => (isPost ? ((body[name] ?? []) as string[]) : listIn(query, name))
  const one = (name: string) => (isPost ? body[name] : query.get(name)) ?? null
  const fields = list('fields')
  const properties = list('properties')
  const reconcile = list('reconcileIssues').map(String)
  if (properties.length > 5) throw new Refusal(400, 'At most 5 properties can be asked for.')
  if (reconcile.length > 50) throw new Refusal(400, 'At most 50 issues can be reconciled.')
  const most = fields.some((name) => name !== 'id') || properties.length > 0 ? 100 : 5000
  const maxResults = Math.min(most, Number(one('maxResults') ?? 50))
  const token = one('nextPageToken') as string | null
  return { jql: String(one('jql') ?? ''), fields, properties, maxResults, token, reconcile }
}

function seenBy({ store, lagMs }: Site, isPerson: boolean, reconcile: readonly string[]): Issue[] {
  if (isPerson) return store.all()
  const fresh = reconcile.flatMap((id) => store.find(id) ?? [])
  const others = store.indexed(lagMs).filter(({ id }) => !reconcile.includes(id))
  return [...fresh, ...others]
}

/** Only ids, unless more is asked for; at most 20 comments of each. */
function shown(site: Site, issue: Issue, { fields, properties }: Asked) {
  if (fields.length === 0 && properties.length === 0) return { id: issue.id }
  return presentIssue(site, issue, { fields, properties, comments: 20 })
}

function testOf(site: Site, clause: Clause, isPerson: boolean): (issue: Issue) => boolean {
  const { field, values } = clause
  if (field === 'project') {
    const projects = values.map((value) => known(value, field, () => site.project(value, isPerson)))
    // What is indexed may have the former key still.
    const keys = projects.flatMap(({ key, formerKeys }) => [key, ...formerKeys])
    return ({ project }) => keys.includes(project)
  }
  if (['key', 'issuekey', 'issue', 'id'].includes(field)) {
    const missing = values.filter((value) => !isThere(() => site.issue(value, isPerson)))
    if (missing.length > 0)
      throw new Refusal(
        400,
        missing.map((key) => noIssue(key, field)),
      )
    const ids = values.map((value) => site.issue(value, isPerson).id)
    return ({ id }) => ids.includes(id)
  }
  if (field === 'labels') {
    return ({ fields }) => (fields.labels as string[]).some((label) => values.includes(label))
  }
  if (field === 'updated' || field === 'created') return timeTest(field, clause)
  throw new Refusal(
    400,
    `Field '${field}' does not exist or you do not have permission to view it.`,
  )
}

/** All that are missing are named, by the database, which is not behind: `IssueIdValidator` in Jira's source. */
function noIssue(key: string, field: string): string {
  return `An issue with key '${key}' does not exist for field '${field}'.`
}

function isThere(find: () => unknown): boolean {
  try {
    find()
    return true
  } catch {
    return false
  }
}

function known<T>(value: string, field: string, find: () => T): T {
  try {
    return find()
  } catch {
    throw new Refusal(400, `The value '${value}' does not exist for the field '${field}'.`)
  }
}

function timeTest(field: 'updated' | 'created', { operator, values: [value] }: Clause) {
  if (!/^\d+$/.test(value ?? '')) throw new Refusal(400, `Date value '${value}' is invalid.`)
  const at = Number(value)
  return ({ [field]: time }: Issue): boolean => {
    if (operator === '>=') return time >= at
    if (operator === '>') return time > at
    return operator === '<=' ? time <= at : time < at
  }
}

type Position = readonly (string | number)[]

/** Where an issue stands in the order; its id decides between equals. */
function positionOf(issue: Issue, { order }: Jql): Position {
  return [...order.map(({ field }) => placeBy(field, issue)), Number(issue.id)]
}

function placeBy(field: string, issue: Issue): string | number {
  if (field === 'updated' || field === 'created') return issue[field]
  if (field === 'id') return Number(issue.id)
  const [project = '', number = ''] = issue.key.split('-')
  if (field === 'key') return `${project}-${number.padStart(9, '0')}`
  throw new Refusal(400, `Not able to sort using field '${field}'.`)
}

function compare(a: Position, b: Position, { order }: Jql): number {
  const i = a.findIndex((place, i) => place !== b[i])
  if (i < 0) return 0
  return ((a[i] ?? 0) < (b[i] ?? 0) ? -1 : 1) * (order[i]?.turn ?? 1)
}

function positionIn(token: string, jql: string): Position {
  const [its, position] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [
    string,
    Position,
  ]
  if (its !== jql) throw new Refusal(400, 'The provided next page token is invalid.')
  return position
}

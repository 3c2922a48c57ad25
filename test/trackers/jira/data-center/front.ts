import type { IncomingMessage } from 'node:http'
import { type Json, json } from '../../kit/server.ts'
import { textOf, wikiIn } from '../rest/adf.ts'
import { type Answer, refusal } from '../rest/wire.ts'

/** What the Cloud's fake is asked. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly raw: Buffer
}

/** Asks the Cloud's fake, which keeps the issues. Only files make it wait. */
export type Ask = (asked: Asked) => Answer | Promise<Answer>

const api = /^(?:\/[\w-]+)?\/rest\/api\/2(?=\/)/

/**
 * Answers as Jira Data Center does, on top of the Cloud's state: version 2 of the API, text in wiki notation, people by
 * name. Its texts are kept as they came, in a document that holds nothing else. What it answers is taken from
 * https://docs.atlassian.com/software/jira/docs/api/REST/9.12.0/, and `tests/data-center.test.ts` holds it against the examples
 * there. Two things are assumed: that comments have properties, and that a search is refused with all keys that are missing.
 */
export function answerAsDataCenter(asked: Asked, ask: Ask): Answer | Promise<Answer> {
  const { pathname, searchParams } = new URL(asked.url, 'http://jira')
  const [, file] = /\/secure\/attachment\/(\d+)\//.exec(pathname) ?? []
  if (file) return ask({ ...asked, url: `/rest/api/3/attachment/content/${file}` })
  if (!api.test(pathname)) return refusal(404, `null for uri: ${pathname}`)
  const path = pathname.replace(api, '')
  if (/^\/(search\/jql|issue\/bulkfetch|attachment\/content)/.test(path))
    return refusal(404, 'null')
  const body = isJson(asked) ? (JSON.parse(asked.raw.toString()) as Json) : null
  if (path === '/search') return search(asked, searchParams, ask)
  const named = searchParams.get('username')
  if (named !== null) searchParams.set('query', named)
  const answer = ask({
    ...asked,
    url: `/rest/api/3${path}?${searchParams}`,
    ...(body && { raw: Buffer.from(JSON.stringify(toCloud(body))) }),
  })
  return answer instanceof Promise ? answer.then((came) => shown(came, path)) : shown(answer, path)
}

/** The search that counts: all pages of the Cloud's are read. */
function search(asked: Asked, query: URLSearchParams, ask: Ask): Answer {
  const startAt = Number(query.get('startAt') ?? 0)
  const fields = query.get('fields')?.split(',') ?? ['*all']
  const issues: unknown[] = []
  let nextPageToken: unknown
  do {
    const page = { jql: query.get('jql'), fields, maxResults: 100, nextPageToken }
    const answer = ask({
      ...{ ...asked, method: 'POST', url: '/rest/api/3/search/jql' },
      headers: { ...asked.headers, 'content-type': 'application/json' },
      raw: Buffer.from(JSON.stringify(page)),
    })
    if (answer instanceof Promise) throw new Error('a search waits for nothing')
    if (answer.status !== 200) return answer
    const read = JSON.parse(String(answer.body)) as { issues: unknown[]; nextPageToken?: string }
    issues.push(...read.issues)
    nextPageToken = read.nextPageToken
  } while (nextPageToken)
  const maxResults = Math.min(1000, Number(query.get('maxResults') ?? 50))
  const page = { startAt, maxResults, total: issues.length }
  return shown(
    json(200, { ...page, issues: issues.slice(startAt, startAt + maxResults) }),
    '/search',
  )
}

function isJson({ headers, raw }: Asked): boolean {
  return String(headers['content-type']).startsWith('application/json') && raw.length > 0
}

function shown(answer: Answer, path: string): Answer {
  if (!/json/.test(answer.headers['content-type'] ?? '')) return answer
  const body = toDataCenter(JSON.parse(String(answer.body))) as Json
  const list = /\/createmeta\//.test(path) ? listOf(body) : body
  const server = path === '/serverInfo' ? { version: '9.12.0', deploymentType: 'Server' } : {}
  return { ...answer, body: JSON.stringify(Array.isArray(list) ? list : { ...list, ...server }) }
}

function listOf({ issueTypes, fields, ...page }: Json): Json {
  const values = ((issueTypes ?? fields) as Json[]).map(({ key: _, ...one }) => one)
  const isLast = Number(page.startAt) + values.length >= Number(page.total)
  return { ...page, isLast, values }
}

/** What is kept of a request: text in a document of its own, people by their ids. */
function toCloud(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => toCloud(one))
  if (typeof value === 'string' && ['description', 'environment', 'body'].includes(name))
    return kept(value)
  if (typeof value !== 'object' || value === null) return value
  if (name === 'assignee') return { accountId: (value as Json).name }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toCloud(inner, key)]))
}

function kept(wiki: string) {
  const content = [
    { type: 'codeBlock', attrs: { language: 'wiki' }, content: [{ type: 'text', text: wiki }] },
  ]
  return { type: 'doc', version: 1, content }
}

/** What the Cloud alone says: no example of Data Center has it. */
const ofCloud = new Set([
  ...['hasScreen', 'isGlobal', 'isInitial', 'isConditional', 'isAvailable'],
  ...['hierarchyLevel', 'style', 'simplified', 'accountId', 'accountType', 'jsdPublic'],
])

/** An answer, or a message, as Data Center would write it. */
export function toDataCenter(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDataCenter)
  if (typeof value !== 'object' || value === null) return value
  if ((value as Json).type === 'doc') return wikiOf(value)
  const { accountId } = value as Json
  const person = accountId === undefined ? {} : { name: accountId, key: accountId }
  const inner = Object.entries(value).flatMap(([key, one]) =>
    ofCloud.has(key) ? [] : [[key, toDataCenter(one)]],
  )
  return { ...Object.fromEntries(inner), ...person }
}

/** What the connector wrote, as it came; what a person typed, as Jira's editor keeps it. */
function wikiOf(document: object): string {
  const kept = wikiIn(document)
  return kept ?? textOf(document).replace(/[*_{}[\]|!^~+-]/g, '\\$&')
}

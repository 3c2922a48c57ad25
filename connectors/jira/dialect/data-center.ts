import type { SendRequestOptions } from 'jira.js/core'
import { wikiToAdf } from '../wiki/from/wiki-to-adf.ts'
import { adfToWiki } from '../wiki/to/adf-to-wiki.ts'
import type { Dialect } from './dialect.ts'
import { toCloud, toDataCenter } from './values.ts'

/**
 * Jira Data Center, 9 and later: version 2 of the API, texts in wiki notation, people by name, and the search that counts.
 * https://docs.atlassian.com/software/jira/docs/api/REST/9.12.0/
 */
export const dataCenter: Dialect = {
  request(asked) {
    const { body } = asked
    const isJson = typeof body === 'object' && body !== null && !(body instanceof FormData)
    const own = { ...asked, ...(isJson && { body: toDataCenter(body) }) }
    return renamed(own as typeof asked)
  },
  answer: (json, { url }) => fromList(toCloud(json), url),
  asKept: (document) => wikiToAdf(adfToWiki(document)),
  sizeOf: (document) => adfToWiki(document).length,
  hasBulkFetch: false,
  isDescribed: false,
}

const api = /^\/rest\/api\/3(?=\/)/

/** The request under the name that it has there. */
function renamed<T>(asked: SendRequestOptions<T>): SendRequestOptions<T> {
  const path = asked.url.replace(api, '')
  if (path === '/search/jql') return search(asked, asked.searchParams ?? {})
  const [, file] = /^\/attachment\/content\/(\d+)$/.exec(path) ?? []
  if (file) return { ...asked, url: `/secure/attachment/${file}/file`, searchParams: {} }
  const url = `/rest/api/2${path}`
  if (path !== '/user/assignable/search') return { ...asked, url }
  const { query, ...rest } = asked.searchParams ?? {}
  return { ...asked, url, searchParams: { ...rest, username: query } }
}

/**
 * Pages are counted: what the Cloud calls a token is the number of issues before the page. A GET is tried again if it fails,
 * and counted as the read that it is.
 */
function search<T>(
  asked: SendRequestOptions<T>,
  { jql, fields, maxResults, nextPageToken }: NonNullable<SendRequestOptions['searchParams']>,
): SendRequestOptions<T> {
  const startAt = Number(nextPageToken ?? 0)
  const searchParams = { jql, fields: [fields].flat().join(','), maxResults, startAt }
  return { ...asked, url: '/rest/api/2/search', method: 'GET', searchParams }
}

/** A list in the Cloud's form. */
function fromList(json: unknown, url: string): unknown {
  const answer = Object(json) as {
    issues?: unknown[]
    startAt?: number
    total?: number
    values?: unknown
  }
  const path = url.replace(api, '')
  if (path === '/search/jql' && Array.isArray(answer.issues)) {
    const read = (answer.startAt ?? 0) + answer.issues.length
    const isLast = answer.issues.length === 0 || read >= (answer.total ?? 0)
    return { ...answer, isLast, ...(!isLast && { nextPageToken: String(read) }) }
  }
  if (!/^\/issue\/createmeta\//.test(path)) return json
  const isMore = Object(json).isLast === false
  return {
    // Not every version counts them.
    ...(isMore && { total: Number.MAX_SAFE_INTEGER }),
    ...answer,
    ...(path.endsWith('/issuetypes') ? { issueTypes: answer.values } : { fields: answer.values }),
  }
}

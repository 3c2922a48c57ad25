import { BufferSchema, type Client, type SendRequestOptions } from 'jira.js/core'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import { noAnswer } from '../../../src/platform/retry-after.ts'
import { parseJson } from '../../kit/answer.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { isLoginRefused, translate } from '../errors.ts'
import { drift } from '../issues/drift.ts'
import type { JiraSettings } from './settings.ts'

/** Jira's API for one call: a client of jira.js's functions that ends when `signal` aborts. */
export type Jira = (signal: AbortSignal) => Client

/**
 * Opens Jira's API with the settings' log-in. Its calls throw only TrackerError and never retry. jira.js's own client can
 * neither be aborted nor be given a fetch, and forgets the headers that say which limit was met.
 */
export function openClient(
  { url, authorization }: JiraSettings,
  dialect: Dialect,
  tools: AdapterContext,
): Jira {
  return (signal) => ({
    async sendRequest<T>(asked: SendRequestOptions<T>): Promise<T> {
      const options = dialect.request(asked)
      const request = { ...requestOf(options, authorization), signal }
      const { response, bytes } = await exchange(tools.fetch, addressOf(url, options), request)
      const isGood = response.ok && !isLoginRefused(response.headers)
      if (isGood && (options.schema as unknown) === BufferSchema) return bytes as T
      const text = new TextDecoder().decode(bytes)
      const answer = parseJson(text)
      const { status, headers } = response
      if (!isGood) throw translate({ status, headers, body: answer ?? text }, tools.now())
      // Without an answer there is nothing to check.
      if (text === '') return undefined as T
      if (answer === undefined)
        throw new TrackerError(
          'unavailable',
          `Jira's answer (${response.status}) could not be read`,
        )
      const read = dialect.answer(answer, asked)
      return dialect.isDescribed ? checked(options, read, tools) : (read as T)
    },
  })
}

async function exchange(send: typeof fetch, address: string, request: RequestInit) {
  try {
    // The log-in goes nowhere else.
    const response = await send(address, { ...request, redirect: 'manual' })
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
  } catch (cause) {
    throw new TrackerError('unavailable', noAnswer('Jira', cause), { cause })
  }
}

function requestOf({ method, headers, body }: SendRequestOptions, authorization: string) {
  const isForm = body instanceof FormData
  const own = { Accept: 'application/json', Authorization: authorization }
  const type = isForm || !method || method === 'GET' ? {} : { 'Content-Type': 'application/json' }
  const content = body == null ? {} : { body: isForm ? body : JSON.stringify(body) }
  return { method: method ?? 'GET', headers: { ...own, ...type, ...headers }, ...content }
}

function addressOf(base: string, { url, searchParams = {} }: SendRequestOptions): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(searchParams)) {
    const values = Array.isArray(value) ? value : [value]
    for (const one of values) if (one !== undefined) query.append(name, String(one))
  }
  return `${base}${url}${query.size > 0 ? `?${query}` : ''}`
}

/**
 * Returns the answer as it is if it does not match Atlassian's specification, and logs the difference: readers of an answer
 * check what they use.
 */
function checked<T>(
  { schema, method, url }: SendRequestOptions<T>,
  answer: unknown,
  tools: AdapterContext,
): T {
  const parsed = schema?.safeParse(answer)
  if (parsed?.success) return parsed.data
  if (parsed) {
    const problems = parsed.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
    tools.warn(drift, { method, path: url, problems })
  }
  return answer as T
}

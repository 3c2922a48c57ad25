import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { localPages } from '../../connectors/local/pages/pages.ts'
import { createApp } from '../../src/app.ts'
import { konduktoSecret } from '../support/bridge.ts'
import { reply } from '../support/memory-github.ts'
import { pass, settle } from '../support/running.ts'
import { openSync } from '../support/sync.ts'
import { operator } from './operator.ts'

// More by hand: OPENAPI_CALLS=10000.
const calls = Number(process.env.OPENAPI_CALLS ?? 400)
const seed = Number(process.env.SEED ?? 7)

interface Described {
  readonly parameters: readonly { name: string; in: string; schema: object }[]
  readonly requestBody?: { content: Record<string, { schema: object }> }
  readonly responses: Record<string, { content: Record<string, { schema: object }> }>
}

interface Document {
  readonly paths: Record<string, Record<string, Described>>
  readonly components: object
}

const ajv = new Ajv2020({ strict: false })

const use = operator({
  env: {
    HOLM_TOKEN: 'holm-token-1',
    CORGEA_SECRET: 'corgea-secret',
    GITHUB_WEBHOOK_SECRET: 'github-secret',
  },
})

describe('openapi.json', () => {
  it('names every address that is served', async () => {
    const { paths } = await document()
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )

    expect(servedAddresses().filter((address) => !described.includes(address))).toEqual([])
  })

  it('names only addresses that exist', async () => {
    const { paths } = await document()

    expect(Object.keys(paths)).toContain('/api/v1/issues/{id}/comments')
    // The bare address is for browsers alone.
    const { '/': _, ...others } = paths
    for (const [path, methods] of Object.entries(others))
      for (const method of Object.keys(methods)) {
        const address = path
          .replace('{id}', 'none')
          .replace('{source}', 'holm')
          .replace('{path}', 'holm-token-1')
          .replace('{project}', 'none')
          .replace('{number}', '1')
          .replace('{tracker}', 'github')
          .replace('{account}', 'github')
        const answer = await use.bridge.fetch(
          new Request(`http://bridge${address}`, { method: method.toUpperCase(), headers: proof }),
        )
        const { message } = await answer.json().catch(() => ({ message: '' }))
        expect(`${method} ${path}: ${message}`).not.toMatch(/no such address/i)
      }
  })

  it(`names every status and every shape of ${calls} calls made by chance (seed ${seed})`, async () => {
    const ids = await someLife()
    const { paths, components } = await document()
    const all = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path, method, described })),
    )
    const random = chance(seed)
    const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T
    const seen = new Set<string>()
    const wrong = new Map<string, string>()

    for (let at = 0; at < calls; at += 1) {
      const { path, method, described } = pick(all)
      const request = makeRequest({ path, method, described }, ids, { random, pick })
      const answer = await use.bridge.fetch(request.clone())
      const text = await answer.text()
      const name = `${method} ${path} ${answer.status}`
      const fault = faultIn({ described, components }, answer, text)
      if (fault) wrong.set(`${name}: ${fault}`, `${request.url} ${text.slice(0, 300)}`)
      seen.add(name)
      if (at % 50 === 0) await settle(use.bridge, use.clock)
    }

    expect([...wrong]).toEqual([])
    expect(seen.size).toBeGreaterThan(all.length)
  }, 600_000)

  it('says that each block of a finding is an object', async () => {
    const { requestBody } = (await document()).paths['/api/v1/issues']?.post ?? {}
    const takes = ajv.compile(requestBody?.content['application/json']?.schema ?? {})
    const finding = (sast: unknown) => ({ vulnerability: { detail: { sast } } })

    expect(takes(finding({ ok: true, line_number: 7 }))).toBe(true)
    expect(takes(finding('line 7'))).toBe(false)
  })

  it('is a page for people too', async () => {
    const page = await (await use.ask('/reference')).text()

    expect(page).toContain('/admin/api/findings/{id}/retry')
  })
})

/** What the document does not name of an answer; null if it names all. */
function faultIn(
  { described, components }: { described: Described; components: object },
  { status, headers }: Response,
  text: string,
): string | null {
  const response = described.responses[status]
  if (!response) return 'the status is not named'
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? ''
  const schema = response.content[type]?.schema
  if (!schema) return text === '' ? null : `${type} is not named`
  if (type !== 'application/json') return null
  return ajv.validate({ ...schema, components }, JSON.parse(text)) ? null : ajv.errorsText()
}

/** From the routes of Hono itself; what takes every method is named by one of them. */
function servedAddresses(): string[] {
  const { deps } = openSync()
  const app = createApp(deps, localPages({ db: deps.db, now: deps.now }))
  const served = app.routes
    .filter(({ path }) => !/^\/(admin\/(projects\/)?|api\/v1\/|i\/)?\*$/.test(path))
    .map(({ method, path }) => [
      method === 'ALL' ? 'POST' : method,
      path.replace('*', '{path}').replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}'),
    ])
  return [...new Set(served.map((parts) => parts.join(' ')))]
}

const proof = {
  Authorization: 'Bearer the-admin-token',
  'X-Kondukto-Secret': konduktoSecret,
  'Content-Type': 'application/json',
}

async function document(): Promise<Document> {
  return (await use.ask('/openapi.json')).json()
}

/** Filed, failed and waiting findings, a message and a pause; returns ids to ask for. */
async function someLife(): Promise<string[]> {
  await use.send()
  await settle(use.bridge, use.clock)
  use.github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad' }) : null))
  await use.send()
  await pass(use.bridge, use.clock, 60_000)
  use.github.meet(() => null)
  const asked = await Promise.all(
    ['findings', 'inbox', 'jobs?state=all'].map(async (list) =>
      (await use.bridge.admin(`/admin/api/${list}`)).json(),
    ),
  )
  return asked.flatMap(({ findings = [], messages = [], jobs = [] }) =>
    [...findings, ...messages, ...jobs].map(({ id }) => id),
  )
}

interface Chance {
  readonly random: () => number
  readonly pick: <T>(values: readonly T[]) => T
}

const odd = [
  '',
  ' ',
  "' or 1=1 --",
  '%',
  '\u0000',
  'ü'.repeat(300),
  '{}',
  '-1',
  '1e9',
  'github',
  'kondukto',
]

function makeRequest(
  { path, method, described }: { path: string; method: string; described: Described },
  ids: readonly string[],
  { random, pick }: Chance,
): Request {
  const address = path
    .replace('{id}', encodeURIComponent(random() < 0.8 ? pick(ids) : pick(odd.slice(1))))
    .replace('{source}', pick(['holm', 'corgea', 'none']))
    .replace('{path}', pick(['holm-token-1', 'wrong', 'a/b']))
    .replace('{account}', pick(['github', 'none']))
    .replace('{project}', pick(['here', 'none']))
    .replace('{number}', pick(['1', '2']))
    .replace('{tracker}', pick(['github', 'none']))
  const query = new URLSearchParams()
  for (const { name, schema, ...parameter } of described.parameters)
    if (parameter.in === 'query' && random() < 0.3)
      query.set(name, String(makeValue(schema, { random, pick })))
  const [[type, asked] = ['application/json', null]] = Object.entries(
    described.requestBody?.content ?? {},
  )
  const value = asked && makeValue(asked.schema, { random, pick })
  const body = value === null ? null : bodyOf(type, value)
  const headers: Record<string, string> = random() < 0.95 ? { ...proof, 'Content-Type': type } : {}
  if (method === 'get') delete headers['Content-Type']
  return new Request(`http://bridge${address}?${query}`, {
    method: method.toUpperCase(),
    headers,
    ...(body && { body }),
  })
}

function bodyOf(type: string, value: unknown): string {
  if (type === 'application/json') return JSON.stringify(value)
  return new URLSearchParams(
    Object.entries(Object(value)).map(([name, field]) => [name, String(field)]),
  ).toString()
}

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Record<string, Schema>
  readonly items?: Schema
}

/** A value that mostly fits. */
function makeValue(schema: Schema, by: Chance): unknown {
  const { random, pick } = by
  if (random() < 0.05) return pick<unknown>([null, 1, [], {}, 'x', true])
  if (schema.anyOf) return makeValue(pick(schema.anyOf), by)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return pick(schema.enum)
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(() => random() < 0.8)
        .map(([name, inner]) => [name, makeValue(inner, by)]),
    )
  if (schema.type === 'array') return [makeValue(schema.items ?? {}, by)]
  if (schema.type === 'boolean') return random() < 0.5
  if (schema.type === 'integer' || schema.type === 'number') return Math.floor(random() * 100)
  return random() < 0.5
    ? pick(odd)
    : pick(['open', 'high', 'aGk=', 'https://github.test/acme/shop/issues/1'])
}

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
function chance(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

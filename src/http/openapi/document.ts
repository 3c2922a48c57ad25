// One file: the parts of one document, each a function.

import { z } from 'zod'
import { type Operation, Refusal } from './operation.ts'

const formType = 'application/x-www-form-urlencoded'

const refusals: Readonly<Record<number, string>> = {
  400: 'The body is not JSON.',
  403: 'The secret, token or signature is missing or wrong.',
  404: 'Not found.',
  405: 'Another method is needed: see `Allow`.',
  409: 'Not possible in this state.',
  413: 'The body is too large.',
  415: 'The body is of another type.',
  422: 'A value is invalid: the message names it.',
  429: 'Too many refused requests from this address.',
  502: 'The tracker refused the issue: the message has its words.',
  503: 'Temporarily unavailable: try again.',
  507: 'There is no room for more files: see `MAX_FILES_BYTES`.',
}

const proofs = {
  kondukto: { type: 'apiKey', in: 'header', name: 'X-Kondukto-Secret' },
  admin: { type: 'http', scheme: 'bearer', description: 'The ADMIN_TOKEN.' },
  metrics: { type: 'http', scheme: 'bearer', description: 'The METRICS_TOKEN or ADMIN_TOKEN.' },
  webhook: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: "Each sender's own: a signature, a bearer token, or a token in the path.",
  },
} as const

/** The OpenAPI document of these operations. */
export function openapiDocument(operations: readonly Operation[], publicUrl: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of operations) {
    const methods = paths[operation.path] ?? {}
    paths[operation.path] = { ...methods, [operation.method]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lockstep',
      version: '1',
      description:
        'Keeps security findings in step with the issue trackers that developers work in.',
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(operations.map(({ audience }) => audience))].map((name) => ({ name })),
    paths,
    components: { securitySchemes: proofs, schemas: { Refusal: schemaOf(Refusal, 'output') } },
  }
}

function describe({ audience, summary, proof, body, form, ...rest }: Operation): object {
  const asked = body ? { 'application/json': body } : form ? { [formType]: form } : null
  return {
    tags: [audience],
    summary,
    operationId: `${rest.method} ${rest.path}`.replace(/\W+/g, '_'),
    security: proof === 'none' ? [] : [{ [proof]: [] }],
    parameters: parametersOf(rest),
    ...(asked && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          Object.entries(asked).map(([type, shape]) => [
            type,
            { schema: schemaOf(shape, 'input') },
          ]),
        ),
      },
    }),
    responses: responsesOf(rest),
  }
}

function parametersOf({ path, query }: Pick<Operation, 'path' | 'query'>): object[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const inPath = names.map((name) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string' },
  }))
  const schema = query ? schemaOf(query, 'input') : {}
  const fields = Object.entries((schema.properties ?? {}) as Record<string, object>)
  const required = (schema.required ?? []) as string[]
  const inQuery = fields.map(([name, field]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema: field },
  }))
  return [...inPath, ...inQuery]
}

function responsesOf({
  status,
  answer,
  also = {},
  pages = [],
  refusals: refused,
}: Pick<Operation, 'status' | 'answer' | 'also' | 'pages' | 'refusals'>): object {
  const content = contentOf(answer)
  return {
    ...Object.fromEntries(
      [...refused, ...pages].map((code) => [
        code,
        refusal(code, {
          ...(refused.includes(code) && refusalContent),
          ...(pages.includes(code) && contentOf('text/html')),
        }),
      ]),
    ),
    [status]: {
      description: answer === null ? 'Done: it leads to the next page.' : 'Done.',
      content,
    },
    ...Object.fromEntries(
      Object.entries(also).map(([code, description]) => [code, { description, content }]),
    ),
  }
}

const refusalContent = {
  'application/json': { schema: { $ref: '#/components/schemas/Refusal' } },
}

function refusal(code: number, content: object): object {
  return { description: refusals[code] ?? 'Refused.', content }
}

function contentOf(answer: Operation['answer']): object {
  if (answer === null) return {}
  return typeof answer === 'string'
    ? { [answer]: { schema: { type: 'string' } } }
    : { 'application/json': { schema: schemaOf(answer, 'output') } }
}

function schemaOf(type: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' })
  return schema
}

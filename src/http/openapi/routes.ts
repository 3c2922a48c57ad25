import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Deps } from '../../deps.ts'
import { facts } from '../../ui/table.ts'
import { pageHeaders } from '../headers.ts'
import { showPage } from '../page.ts'
import { openapiDocument } from './document.ts'
import type { Operation } from './operation.ts'

/** `/openapi.json`, and `/reference`: the same for people to read. Neither says anything of this installation. */
export function openapiRoutes(deps: Deps, operations: readonly Operation[]): Hono {
  return new Hono()
    .get('/openapi.json', (c) => c.json(openapiDocument(operations, deps.config.publicUrl)))
    .get('/reference', pageHeaders(deps), (c) =>
      showPage(c, 'API reference', reference(operations)),
    )
}

function reference(operations: readonly Operation[]) {
  const document = openapiDocument(operations, '') as Document
  const audiences = [...Map.groupBy(operations, ({ audience }) => audience)]
  return html`<p>The same as a document for programs: <a href="/openapi.json">openapi.json</a>. Every refusal is <code>{"message": "…"}</code>.</p>
${audiences.map(([audience, its]) => html`<h2>${audience}</h2>${its.map((operation) => section(operation, document))}`)}`
}

/** What the page reads of the document. */
interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters: readonly { name: string; in: string; schema: object }[]
            readonly requestBody?: { readonly content: object }
            readonly responses: Readonly<Record<string, { description: string; content: object }>>
          }
        >
      >
    >
  >
}

function section({ method, path, summary, proof, status, answer }: Operation, { paths }: Document) {
  const described = paths[path]?.[method]
  const parameters = described?.parameters ?? []
  const responses = Object.entries(described?.responses ?? {})
  return html`<details class="card"><summary><code>${method.toUpperCase()} ${path}</code> ${summary}</summary>
${facts([
  ['Proof', proof],
  [
    'Answers',
    html`${responses.map(([code, { description }]) => html`<code>${code}</code> ${description}<br>`)}`,
  ],
])}
${parameters.length > 0 ? json('Parameters', Object.fromEntries(parameters.map((it) => [`${it.name} (${it.in})`, it.schema]))) : ''}
${described?.requestBody ? json('Body', described.requestBody.content) : ''}
${answer ? json(`Answer ${status}`, described?.responses[status]?.content ?? {}) : ''}
</details>`
}

function json(title: string, value: object) {
  return html`<p class="meta">${title}</p><pre class="payload" tabindex="0">${JSON.stringify(value, null, 2)}</pre>`
}

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import worker from '../../src/worker.ts'
import vendorPayload from '../samples/kondukto-create.json' with { type: 'json' }

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
})

it("the vendor's own payload becomes an issue that a person can open, its code readable", async () => {
  const { status, body } = await kondukto('POST', '/api/v1/issues', vendorPayload)

  const page = await open(body.links.html)
  expect(status).toBe(201)
  expect(body.links.html).toBe('http://worker/admin/projects/project1/issues/1')
  expect(page).toContain('for i, b := range buf {')
})

it('the same finding again files nothing, and what the scanner does to it is seen', async () => {
  const { body } = await kondukto('POST', '/api/v1/issues', vendorPayload)
  const again = await kondukto('POST', '/api/v1/issues', vendorPayload)
  const path = `/api/v1/issues/${body.id}`
  await kondukto('POST', `${path}/comments`, { comments: [{ body: 'kondukto: a remedy' }] })
  const file = { title: 'shot.png', base64_content: 'iVBORw0KGgo=' }
  await kondukto('POST', `${path}/attachments`, { attachments: [file] })
  await kondukto('PATCH', path, { status: 'closed' })
  await cron()

  const page = await open(body.links.html)
  expect(again.body.id).toBe(body.id)
  for (const seen of ['a remedy', 'shot.png', 'Closed as completed']) expect(page).toContain(seen)
})

it('what a person does comes back', async () => {
  const { body } = await kondukto('POST', '/api/v1/issues', vendorPayload)
  await form(`${body.links.html}/comments`, { body: 'kondukto: is it *real*?' })
  await form(`${body.links.html}/close`, { reason: 'not_planned' })
  await cron()

  const path = `/api/v1/issues/${body.id}`
  const { comments } = (await kondukto('GET', `${path}/comments`)).body
  expect((await kondukto('GET', path)).body.status).toBe('closed')
  expect(comments.map((comment) => comment.body)).toEqual(['kondukto: is it *real*?'])
})

it('without secrets everything is refused, and readyz says what is missing', async () => {
  const { DB, FILES, DOORBELL } = env
  const context = { waitUntil() {} }
  const ask = (path: string) =>
    worker.fetch(new Request(`http://worker${path}`), { DB, FILES, DOORBELL }, context)

  const ready = await ask('/readyz')

  expect((await ask('/api/v1/test')).status).toBe(403)
  expect(ready.status).toBe(503)
  expect(await ready.text()).toContain('KONDUKTO_SECRET')
})

it('with settings that cannot be used everything is answered 503', async () => {
  const settings = { ...env, GITHUB_TOKEN: 'token' }

  const answer = await worker.fetch(new Request('http://worker/'), settings, { waitUntil() {} })

  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('GITHUB_REPO')
})

/** What the answers of these tests may hold. */
interface Answer {
  readonly id: string
  readonly status: string
  readonly links: { readonly html: string }
  readonly comments: readonly { readonly body: string }[]
}

async function kondukto(method: string, path: string, body?: unknown) {
  const headers = { 'X-Kondukto-Secret': 'kondukto-secret', 'Content-Type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await exports.default.fetch(`http://worker${path}`, { method, headers, ...sent })
  return { status: response.status, body: (await response.json()) as Answer }
}

async function open(url: string): Promise<string> {
  const headers = { Authorization: 'Bearer admin-token' }
  return (await exports.default.fetch(url, { headers })).text()
}

async function form(url: string, fields: Record<string, string>): Promise<void> {
  const headers = { Authorization: 'Bearer admin-token' }
  const body = new URLSearchParams(fields)
  await exports.default.fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
}

/** What cron does, until nothing is due. */
async function cron(): Promise<void> {
  const waiting: Promise<unknown>[] = []
  const context = { waitUntil: (work: Promise<unknown>) => void waiting.push(work) }
  for (let turn = 0; turn < 3; turn += 1) {
    await worker.scheduled(null, env, context)
    await Promise.all(waiting.splice(0))
  }
}

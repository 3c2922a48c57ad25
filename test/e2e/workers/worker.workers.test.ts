import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, inject, it, vi } from 'vitest'
import { watchD1 } from '../../support/d1.ts'
import { makeFinding } from '../../support/finding.ts'
import { openWorker } from '../../support/worker.ts'

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
})

it('without secrets everything is refused, readyz is not ready, and the log says what is missing', async () => {
  const logged = vi.spyOn(console, 'log')
  const worker = openWorker({ KONDUKTO_SECRET: '', ADMIN_TOKEN: '' })

  const ready = await worker.fetch('/readyz')

  expect((await worker.kondukto('GET', '/test')).status).toBe(403)
  expect((await worker.kondukto('POST', '/issues', makeFinding())).status).toBe(403)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({ ready: false })
  expect(logged.mock.calls.join()).toMatch(/KONDUKTO_SECRET.*ADMIN_TOKEN/)
})

it('with settings that cannot be used everything is answered 503, and strangers do not see which', async () => {
  const answer = await openWorker({ GITHUB_TOKEN: 'token' }).fetch('/')

  expect(answer.status).toBe(503)
  expect(await answer.text()).toMatch(/^\{"message":"Lockstep is not configured yet\. [\w ]+\."\}$/)
})

it.each([
  ['the newest migration', -1],
  ['every migration', 0],
])('without %s nothing is written, and readyz says so, until it is there', async (_, until) => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS.slice(0, until))
  const worker = openWorker({ DB: watchD1(env.DB).db, APPSCAN_TOKEN: 'appscan-token' })
  const hook = '/hooks/appscan/appscan-token/application/0f0e0d0c-0000-4000-8000-000000000001'

  const before = [await worker.kondukto('POST', '/issues', makeFinding()), await worker.fetch(hook)]
  const headers = { authorization: 'Bearer the-admin-token' }
  const ready = await worker.fetch('/readyz', { headers })
  await worker.cron()
  await applyD1Migrations(env.DB, env.MIGRATIONS)

  expect(before.map(({ status }) => status)).toEqual([503, 503])
  expect(ready.status).toBe(503)
  expect(await ready.text()).toContain('waits for its migrations')
  expect((await worker.kondukto('POST', '/issues', makeFinding())).status).toBe(201)
  expect((await worker.fetch('/readyz')).status).toBe(200)
})

it('a CSV file comes whole, whoever reads it after its event has answered', async () => {
  const worker = openWorker({ CREATE_WAIT_MS: '0' })
  const created = await worker.kondukto('POST', '/issues', makeFinding())
  const { id } = (await created.json()) as { readonly id: string }

  const headers = { authorization: 'Bearer the-admin-token' }
  const file = await worker.fetch('/admin/findings.csv', { headers })

  expect(file.status).toBe(200)
  expect(await file.text()).toContain(id)
})

it('two accounts of GitHub file each in its own, and each has a webhook address', async () => {
  const [main, second] = [inject('github'), inject('busy')]
  const CONFIG = `
accounts:
  - name: second
    tracker: github
    env: { GITHUB_URL: SECOND_URL, GITHUB_TOKEN: SECOND_TOKEN, GITHUB_WEBHOOK_SECRET: SECOND_SECRET }
routes:
  - when: { project: second }
    to: { account: second, target: ${second.target} }
  - to: { account: github }`
  const worker = openWorker({
    ...{ GITHUB_URL: main.url, GITHUB_TOKEN: main.token, GITHUB_REPO: main.target },
    ...{ SECOND_URL: second.url, SECOND_TOKEN: second.token, SECOND_SECRET: 'a-webhook-secret' },
    CONFIG,
  })
  const fileFor = async (project_name: string) => {
    const answer = await worker.kondukto('POST', '/issues', { ...makeFinding(), project_name })
    return new URL(((await answer.json()) as { links: { html: string } }).links.html).origin
  }
  const post = async (path: string) => (await worker.fetch(path, { method: 'POST' })).status

  expect(await fileFor('main')).toBe(main.url)
  expect(await fileFor('second')).toBe(second.url)
  expect(await post('/trackers/github/second/events')).toBe(403)
  expect(await post('/trackers/github/events')).toBe(404)
})

it('a text that no row of D1 can hold is refused in words, and nothing of it is stored', async () => {
  const worker = openWorker()
  const template_md = 'x'.repeat(1_995_000)

  const answer = await worker.kondukto('POST', '/issues', makeFinding({ template_md }))

  expect(answer.status).toBe(413)
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining('1990000') })
  expect(await env.DB.prepare('select id from issues').all()).toMatchObject({ results: [] })
})

it('a text that just fits is filed, cut, and whole in a file that no row holds', async () => {
  const worker = openWorker()
  const template_md = 'A paragraph.\n\n'.repeat(110_000)

  const answer = await worker.kondukto('POST', '/issues', makeFinding({ template_md }))
  await worker.cron()

  const { links }: { links: { html: string } } = await answer.json()
  const page = await read(worker, new URL(links.html).pathname)
  const file = page.match(/href="([^"]+\/attachments\/[^"]+)"/)?.[1] ?? ''
  expect(answer.status).toBe(201)
  expect(page).toContain('full-text.md')
  expect(await read(worker, file)).toBe(template_md)
})

it('a file of 4.5 MB goes through R2 to the tracker, and our own copy is dropped', async () => {
  const worker = openWorker()
  const { id }: { id: string } = await (
    await worker.kondukto('POST', '/issues', makeFinding())
  ).json()
  const attachments = [{ title: 'dump.bin', base64_content: 'QUJD'.repeat(1_500_000) }]

  const answer = await worker.kondukto('POST', `/issues/${id}/attachments`, { attachments })
  await worker.cron()

  const { objects } = await env.FILES.list()
  expect(answer.status).toBe(200)
  expect(objects.map(({ key, size }) => [key.split('/')[0], size])).toEqual([['local', 6_000_000]])
})

async function read(worker: ReturnType<typeof openWorker>, path: string): Promise<string> {
  return (await worker.fetch(path, { headers: { Authorization: 'Bearer the-admin-token' } })).text()
}

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, inject, it } from 'vitest'
import resolved from '../../../src/sources/datatheorem/samples/policy-violation-resolved.json' with {
  type: 'json',
}
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { watchD1 } from '../../support/d1.ts'
import { openWorker } from '../../support/worker.ts'
import { openPerson } from '../../trackers/github/person.ts'
import { signed, webhookSecret } from '../../trackers/github/webhooks/webhooks.ts'

const github = inject('github')
const casey = openPerson(github)

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
})

/**
 * A step that reads a whole table or index. The one virtual table is json_each, `heads` holds a row for each destination
 * with work, `spent` one row, `taken` one for each sender, and `part` the 5,000 rows that a list looks through at most. An index that is searched for all that is not null is scanned.
 */
const scan =
  /^SCAN (?!CONSTANT ROW|\w+ VIRTUAL TABLE|(heads|part|spent|taken)$|\(subquery)|jobs_issue \(issue_id>\?\)/

it('no query of any path that findings, jobs, events or the console take scans a table', async () => {
  const d1 = watchD1(env.DB)
  await walkEveryPath(d1.db)

  const scans: string[] = []
  for (const text of new Set(d1.texts)) {
    const values = Array.from(text.matchAll(/\?/g), () => '1')
    const { results } = await env.DB.prepare(`explain query plan ${text}`)
      .bind(...values)
      .all<{ detail: string }>()
    const plan = results.map(({ detail }) => detail)
    if (plan.some((step) => scan.test(step))) scans.push(`${text}\n${plan.join('\n')}`)
  }

  expect(scans).toEqual([])
  expect(new Set(d1.texts).size).toBeGreaterThan(60)
}, 60_000)

const CONFIG = `
routes:
  - when: { project: github }
    to: { tracker: github, target: acme/shop }
  - to: { tracker: local, target: "{project}" }`

/** Everything that runs without an administrator's asking: both directions, with success and failure. */
async function walkEveryPath(DB: typeof env.DB): Promise<void> {
  const settings = {
    ...{
      DB,
      CONFIG,
      GITHUB_URL: github.url,
      GITHUB_REPO: 'acme/shop',
      GITHUB_TOKEN: github.token,
    },
    ALERT_URL: 'http://127.0.0.1:9',
    ...{ GITHUB_WEBHOOK_SECRET: webhookSecret, GITHUB_WRITES_PER_MINUTE: '0' },
    ...{
      DATATHEOREM_TOKEN: 'theorem-token',
      APPSCAN_TOKEN: 'appscan-token',
      APPSCAN_URL: 'http://127.0.0.1:9',
    },
    ...{ APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret' },
  }
  const worker = openWorker(settings)
  const scan = '0f0e0d0c-0000-4000-8000-000000000001'
  let filed = ''
  for (const project_name of ['local', 'github']) {
    const finding = { ...vendorPayload, project_name }
    const { id }: { id: string } = await (await worker.kondukto('POST', '/issues', finding)).json()
    await worker.kondukto('POST', `/issues/${id}/comments`, { comments: [{ body: 'said' }] })
    filed = id
    const attachments = [{ title: 'a.txt', base64_content: 'aGk=' }]
    await worker.kondukto('POST', `/issues/${id}/attachments`, { attachments })
    await worker.kondukto('PATCH', `/issues/${id}`, { status: 'closed', body: 'new' })
    await worker.kondukto('POST', '/issues', finding)
    for (const path of ['', '/comments', '/attachments'])
      await worker.kondukto('GET', `/issues/${id}${path}`)
    await worker.fetch(`/i/${id}`)
  }
  await worker.fetch(`/hooks/appscan/appscan-token/scan-execution/${scan}`)
  const headers = { authorization: 'Bearer theorem-token' }
  await worker.fetch('/hooks/datatheorem', { method: 'POST', headers, body: violation })
  await settle(worker)
  await decide(worker, filed)
  const refused = openWorker({ ...settings, GITHUB_TOKEN: 'wrong' })
  await refused.kondukto('POST', '/issues', { ...vendorPayload, project_name: 'github', name: 'x' })
  await env.DB.exec("update jobs set due_at = 0 where kind = 'check'")
  await settle(worker)
  await worker.fetch('/readyz')
  await openPage(worker, '/metrics')
  await openPage(worker, '/admin/check')
  for (const path of consolePages(filed)) await openPage(worker, path)
}

const filters = 'q=x&source=x&severity=high&account=x&project=x'
const choice = 'account=x&kind=create&destination=x&error=x'

/** Every page and list of the console, with each filter and without any. */
function consolePages(id: string): string[] {
  const states = ['open', 'closed', 'filed', 'gone', 'waiting', 'failed']
  return [
    ...['/admin', '/admin/accounts', '/admin/waiting', '/admin/settings', `/admin/findings/${id}`],
    ...['/admin/findings', `/admin/findings?${filters}`, '/admin/findings?before=x'],
    ...states.map((state) => `/admin/findings?state=${state}`),
    ...['/admin/inbox', '/admin/inbox?outcome=refused', '/admin/inbox?q=x&source=x&before=x'],
    ...['failed', 'ready', 'waiting', 'running', 'all'].flatMap((state) => [
      `/admin/jobs?state=${state}`,
      `/admin/jobs?state=${state}&${choice}`,
    ]),
    ...['/admin/jobs/redrive', `/admin/jobs/redrive?${choice}`],
    ...['jobs.csv', 'attempts.csv'].flatMap((file) => [
      `/admin/${file}`,
      `/admin/${file}?state=done&${choice}&before=x`,
    ]),
  ]
}

async function openPage(worker: ReturnType<typeof openWorker>, path: string): Promise<void> {
  const headers = { authorization: 'Bearer the-admin-token', accept: 'text/html' }
  const { status } = await worker.fetch(path, { headers })
  if (status !== 200) throw new Error(`${path} answered ${status}`)
}

/** Does all that is due: one event does only what fits into its calls. */
async function settle(worker: ReturnType<typeof openWorker>): Promise<void> {
  for (let events = 0; events < 20; events++) {
    worker.rings.length = 0
    await worker.cron()
    if (!worker.rings.includes(0)) return
  }
}

const violation = JSON.stringify(resolved)

/** What a person does on GitHub comes back by poll and by webhook. */
async function decide(worker: ReturnType<typeof openWorker>, id: string): Promise<void> {
  const all = await casey.list('/repos/acme/shop/issues?state=all')
  const issue = all.find(({ body }) => String(body).includes(id))
  const ref = { target: 'acme/shop', id: String(issue?.id), key: String(issue?.number) }
  await casey.reopen(ref)
  await casey.say(ref, 'said by a person')
  await env.DB.exec("update jobs set due_at = 0 where kind = 'poll'")
  await settle(worker)
  const told = await casey.ask('GET', `/repos/acme/shop/issues/${ref.key}`)
  const closed = { action: 'closed', repository: { full_name: 'acme/shop' } }
  const later = { state: 'closed', state_reason: 'completed', updated_at: '2099-01-01T00:00:00Z' }
  const sent = await signed('issues', { ...closed, issue: { ...told, ...later } })
  await worker.fetch('/trackers/github/events', { method: 'POST', ...sent })
  await settle(worker)
}

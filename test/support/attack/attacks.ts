import { dearTexts } from '../../text/dear-texts.ts'
import { adminToken, konduktoSecret } from '../bridge.ts'
import type { Answer } from '../hosts/host.ts'

/** Whom an attack is made on. */
export interface Victim {
  fetch(path: string, init?: RequestInit): Promise<Answer>
  /** Has it do what is due. */
  tick(): Promise<unknown>
}

/** One way to stop Lockstep that worked once. Returns the statuses that it was answered with. */
export interface Attack {
  readonly name: string
  run(victim: Victim): Promise<readonly number[]>
}

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
const kondukto = { 'X-Kondukto-Secret': konduktoSecret, 'Content-Type': 'application/json' }
const finding = { title: 'T', name: 'T', project_name: 'shop', severity: 'high', status: 'open' }
/** Texts that took hours, or the longest. */
const dearest = [
  ...['dots after an address', 'parentheses after an address', 'references after an address'],
  ...['table rows of one cell', 'decoded names', 'unclosed comments', 'links in HTML', 'details'],
]
const sizes = [60_000, 1_000_000]

/** All of them: a form, texts of findings, uploads that are refused, and requests of very many things. */
export const attacks: readonly Attack[] = [
  { name: 'forms of 3 MB at the log-in', run: sendForms },
  { name: `${dearest.length} texts of findings, of 60 kB and of 1 MB`, run: reportTexts },
  { name: '80 comments that are dear to format, on one page', run: say },
  { name: '20 uploads of 300 kB without a secret', run: upload },
  { name: 'requests of very many labels, comments and files', run: askTooMuch },
]

async function sendForms({ fetch }: Victim): Promise<number[]> {
  const body = 'a&'.repeat(1_500_000)
  const own = { Origin: 'http://127.0.0.1:8787' }
  const headers = [form, { ...form, ...own }]
  return all(headers.map((one) => fetch('/admin/login', { method: 'POST', headers: one, body })))
}

async function reportTexts({ fetch, tick }: Victim): Promise<number[]> {
  const texts = dearTexts.filter(({ name }) => dearest.includes(name))
  const statuses: number[] = []
  let number = 0
  for (const size of sizes) {
    for (const { name, make } of texts) {
      const asked = { ...finding, path: `${name} ${size}`, template_md: make(size) }
      const { status, id } = await create(fetch, asked)
      await tick()
      number += 1
      const pages = [`/admin/projects/shop/issues/${number}`, `/admin/findings/${id}`]
      statuses.push(status, ...(await all(pages.map((path) => fetch(path, { headers: admin })))))
    }
  }
  return statuses
}

/** Each is too short for a turn of its own, and takes as long as a text may. */
async function say({ fetch, tick }: Victim): Promise<number[]> {
  const { status, id } = await create(fetch, { ...finding, project_name: 'talk' })
  await tick()
  const [dear] = dearTexts.filter(({ name }) => name === 'references after an address')
  const comments = Array.from({ length: 80 }, (_, n) => ({ body: `${n}\n\n${dear?.make(4900)}` }))
  const path = `/api/v1/issues/${id}/comments`
  const said = await all([send(fetch, 'POST', path, JSON.stringify({ comments }))])
  for (const _ of comments) await tick()
  const pages = ['/admin/projects/talk/issues/1', path]
  const headers = { ...admin, ...kondukto }
  return [status, ...said, ...(await all(pages.map((page) => fetch(page, { headers }))))]
}

const admin = { Authorization: `Bearer ${adminToken}`, Accept: 'text/html' }

async function create(fetch: Victim['fetch'], asked: object) {
  const answer = await send(fetch, 'POST', '/api/v1/issues', JSON.stringify(asked))
  const { id }: { id: string } = JSON.parse(await answer.text())
  return { status: answer.status, id }
}

async function upload({ fetch }: Victim): Promise<number[]> {
  const body = 'x'.repeat(300_000)
  const paths = Array.from({ length: 20 }, () => '/nothing-here')
  return all(paths.map((path) => fetch(path, { method: 'POST', body })))
}

async function askTooMuch({ fetch }: Victim): Promise<number[]> {
  const { id } = await create(fetch, finding)
  const path = `/api/v1/issues/${id}`
  const asked: readonly (readonly [method: string, path: string, body: string])[] = [
    ['POST', '/api/v1/issues', `{"title":"T","labels":[${many('1', 11_000_000)}]}`],
    ['POST', '/api/v1/issues', `{"title":"T","vulnerability":[${many('[]', 600_000)}]}`],
    ['PATCH', path, `{"labels":[${many('"l"', 30_000)}]}`],
    ['POST', `${path}/comments`, `{"comments":[${many('{"body":"a"}', 50_000)}]}`],
    ['POST', `${path}/attachments`, `{"attachments":[${many('{"title":"a"}', 20_000)}]}`],
  ]
  return all(asked.map((one) => send(fetch, ...one)))
}

/** A list of one thing, without its brackets. */
function many(item: string, count: number): string {
  return `${item},`.repeat(count - 1) + item
}

function send(fetch: Victim['fetch'], method: string, path: string, body: string): Promise<Answer> {
  return fetch(path, { method, headers: kondukto, body })
}

/** The statuses of answers, once they were read. One whose connection was cut off counts as 0. */
function all(asked: readonly Promise<Answer>[]): Promise<number[]> {
  return Promise.all(
    asked.map(async (answer) => {
      const { status, text } = await answer.then(
        (got) => ({ status: got.status, text: () => got.text() }),
        () => ({ status: 0, text: async () => '' }),
      )
      await text()
      return status
    }),
  )
}

import { createIssue, getIssue } from 'jira.js/cloud'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { jobKinds } from '../../src/jobs/index.ts'
import { makeAppscanIssues, scan, startAppscan } from '../scanners/appscan.ts'
import { startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { openPerson } from '../trackers/github/person.ts'
import { startGithub } from '../trackers/github/server.ts'
import { settingsFor } from '../trackers/github/tracker.ts'
import { signed } from '../trackers/github/webhooks/webhooks.ts'
import { clientOf } from '../trackers/jira/client.ts'
import { withGap } from '../trackers/jira/gap.ts'
import type { Jira } from '../trackers/jira/jira.ts'
import { openPerson as openJiraPerson } from '../trackers/jira/person.ts'
import { startJira } from '../trackers/jira/server.ts'
import { settingsFor as jiraSettings } from '../trackers/jira/tracker.ts'
import type { Workflow } from '../trackers/jira/workflows.ts'
import { openClock as openJiraClock } from '../trackers/kit/clock.ts'
import { countCalls } from './counted-calls.ts'

const minute = 60_000
const long = 'A line of text that is told at length.\n\n'.repeat(2500)

/** Both Jiras have one account, whose time goes on. */
const jiraClock = openJiraClock()

let counting: ReturnType<typeof countCalls>
beforeAll(async () => {
  counting = countCalls()
  // First, so that no poll of another Jira's meets what it arranges.
  await lookUpAtDataCenter()
  await useGithub()
  await useJira()
  await useAppscan()
  await useAlerts()
}, 60_000)
afterAll(() => void vi.restoreAllMocks())

describe('on its dearest path no attempt makes more calls than its kind states', () => {
  it.each([...jobKinds.values()])('$kind: at most $maxCalls', ({ kind, maxCalls }) => {
    const calls = counting.dearest.get(kind)

    expect(calls).toBeGreaterThan(0)
    expect(calls).toBeLessThanOrEqual(maxCalls)
  })
})

/** Everything about an issue, each write with its answer lost; many comments; webhooks that were missed; a token revoked. */
async function useGithub(): Promise<void> {
  const github = await startGithub()
  const casey = openPerson(github)
  const bridge = start({ ...settingsFor(github), PUBLIC_URL: 'http://bridge' }, github)
  const pass = passing(bridge, github)
  github.hooks.point('http://bridge/trackers/github/events')
  for (let n = 0; n < 12; n += 1) github.hooks.learn(await signed('issues', { n }), 502)

  github.fail({ kind: 'commit-then-drop' }, { after: 1 })
  const path = await create(bridge, 'x', {
    template_md: long,
    assignee: { username: 'casey', email: '' },
  })
  await pass(2 * minute)
  const issue = await casey.ask('GET', '/repos/acme/shop/issues/1')
  const ref = { target: 'acme/shop', id: String(issue.id), key: '1' }
  for (let n = 0; n < 101; n += 1) await casey.say(ref, `Comment ${n}`)
  github.fail({ kind: 'commit-then-drop' })
  await say(bridge, path, long)
  await pass(2 * minute)
  await attach(bridge, path)
  github.fail({ kind: 'commit-then-drop' }, { after: 5 })
  await pass(2 * minute)
  await bridge.kondukto('PATCH', path, { status: 'closed', title: 'Another', template_md: 'New' })
  await pass(minute)
  await bridge.kondukto('PATCH', path, { status: 'open' })
  await pass(minute)
  await link(bridge, path, `${github.url}/acme/shop/issues/1`)
  await pass(11 * minute)
  github.hide(/\/issues\/1\b/)
  await bridge.kondukto('PATCH', path, { status: 'closed' })
  await say(bridge, path, 'To an issue that is hidden')
  await pass(minute)
  github.accept('another')
  await pass(3 * minute)
  await github.stop()
}

/** A project that wants much, five steps to done, and thirty issues that people have written to. */
async function useJira(): Promise<void> {
  const jira = await startJira({ clock: jiraClock })
  const casey = openJiraPerson(clientOf(jira, 'casey'))
  const steps = ['One', 'Two', 'Three', 'Four', 'Done']
  const routes = `
routes:
  - to: { tracker: jira, statuses: { completed: [${steps}] }, fields: { customfield_10010: { value: Red } } }
`
  jira.configure('PAY', { workflow: stepsOf(steps), customFields: [team] })
  const bridge = start(jiraSettings(jira), jira, { routes })
  const pass = passing(bridge, jira)

  jira.fail({ kind: 'commit-then-drop' }, { after: 2 })
  const path = await create(bridge, 'x', {
    template_md: long,
    assignee: { username: 'casey', email: 'casey@acme.io' },
  })
  await pass(5 * minute)
  jira.fail({ kind: 'commit-then-drop' })
  await say(bridge, path, long)
  await pass(5 * minute)
  jira.fail({ kind: 'commit-then-drop' })
  await attach(bridge, path)
  await pass(5 * minute)
  await bridge.kondukto('PATCH', path, { title: 'Another', template_md: 'New', status: 'closed' })
  await pass(minute)
  await bridge.kondukto('PATCH', path, { status: 'open' })
  await pass(minute)
  for (let n = 0; n < 30; n += 1) await create(bridge, `x${n}`)
  await pass(2 * minute)
  for (let n = 1; n <= 31; n += 1)
    for (let m = 0; m < 2; m += 1) await casey.say(await refIn(jira, `PAY-${n}`), `Comment ${m}`)
  await pass(2 * minute)
  await bridge.stop()
  await jira.stop()
}

/**
 * An issue whose creation got no answer, and more issues since than an attempt can read by their keys: the search is behind.
 * Then one more: two issues are to be read, and Jira refuses a field that the issue can do without. Each process is a new one,
 * as every event of a Worker's.
 */
async function lookUpAtDataCenter(): Promise<void> {
  const jira = await startJira({ dataCenter: true, clock: jiraClock })
  const casey = openJiraPerson(clientOf(jira, 'casey'))
  const settings = jiraSettings(jira)
  const byHand = async () => {
    const fields = { project: { key: 'PAY' }, issuetype: { name: 'Bug' }, summary: 'By hand' }
    return (await createIssue(casey.client, { fields })).id ?? ''
  }
  const leaveInDoubt = async (name: string, callsBefore: number) => {
    jira.fail({ kind: 'offline' }, { after: callsBefore })
    const bridge = start(settings, jira)
    const assignee = { username: 'casey', email: 'casey@acme.io' }
    const path = await create(bridge, name, { template_md: long, assignee })
    await passing(bridge, jira)(20_000)
    await bridge.stop()
    return path
  }
  const first = await leaveInDoubt('x', 4)
  jira.lag(20 * minute)
  for (let n = 0; n < 9; n += 1) await byHand()
  const meanwhile = start(settings, jira)
  await passing(meanwhile, jira)(10 * minute)
  await meanwhile.stop()
  expect(await casey.countIn('PAY')).toBe(10)
  jira.lag(0)

  const second = await leaveInDoubt('y', 3)
  const late = [await byHand(), await byHand()]
  const behind = withGap((id) => late.includes(id), counting.fetch)
  const last = start(settings, jira, { fetch: refusingPriority(behind) })
  await passing(last, jira)(5 * minute)
  expect(await casey.countIn('PAY')).toBe(13)
  expect(counting.dearest.get('create')).toBe(13)
  for (const path of [first, second])
    expect((await last.kondukto('GET', path)).body).toMatchObject({ status: 'open' })
  await last.stop()
  await jira.stop()
}

/** A fetch to a Jira that takes no priority when an issue is filed: it makes the call, and files nothing. */
function refusingPriority(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const isRefused = init?.method === 'POST' && String(init.body).includes('"priority"')
    if (!isRefused) return send(input, init)
    await send(String(input).replace(/issue$/, 'serverInfo'))
    return Response.json({ errors: { priority: 'Priority is not valid.' } }, { status: 400 })
  }
}

/** More findings of a scan than a page has. No route takes them until later, and each is reported back. */
async function useAppscan(): Promise<void> {
  const appscan = await startAppscan(makeAppscanIssues(201))
  const settings = {
    ...{ APPSCAN_TOKEN: 'appscan-token', APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret' },
    APPSCAN_URL: appscan.url,
  }
  const clock = openClock()
  const nowhere = 'routes: [{ when: { project: none }, to: { tracker: local, target: x } }]'
  const before = start(settings, clock, { routes: nowhere })
  await before.fetch(
    new Request(`http://bridge/hooks/appscan/appscan-token/scan-execution/${scan}`),
  )
  await passing(before, clock)(minute)
  const after = start(settings, clock)
  appscan.expire()
  await passing(after, clock)(20_000)
  await appscan.stop()
}

/** Many repositories that may not be written to, and nothing that takes the alerts about them. */
async function useAlerts(): Promise<void> {
  const github = await startGithub()
  const routes = 'routes: [{ to: { tracker: github, target: "acme/{project}" } }]'
  const bridge = start({ ...settingsFor(github), ALERT_URL: 'http://127.0.0.1:9' }, github, {
    routes,
  })
  for (let n = 0; n < 12; n += 1) await create(bridge, `none-${n}`)
  await passing(bridge, github)(3 * minute)
  await github.stop()
}

const team = { key: 'customfield_10010', name: 'Team', required: true, options: ['Red', 'Blue'] }

/** A way from status to status, the last of which is done, and from there back to the first. */
function stepsOf(names: readonly string[]): Workflow {
  const statuses = ['Open', ...names].map((name, at) => ({
    id: `${at}`,
    name,
    category:
      name === 'Done'
        ? ('done' as const)
        : at === 0
          ? ('new' as const)
          : ('indeterminate' as const),
  }))
  const ways = statuses.map(({ name }, at) => ({
    ...{ id: `${at}`, name: `from ${name}`, from: [name] },
    ...{ to: statuses[at + 1]?.name ?? 'Open', resolution: null },
  }))
  return { statuses, transitions: ways }
}

async function refIn(jira: Jira, key: string) {
  const { id } = await getIssue(clientOf(jira, 'casey'), { issueIdOrKey: key })
  return { id: String(id), key, target: 'PAY' }
}

interface Turning {
  readonly now: () => number
  advance(ms: number): Promise<void>
}

function openClock(): Turning {
  let at = Date.now()
  return {
    now: () => at,
    async advance(ms) {
      at += ms
    },
  }
}

interface Own {
  readonly routes?: string
  readonly fetch?: typeof fetch
}

function start(env: Record<string, string>, { now }: Turning, more: Own = {}): TestBridge {
  const clock = {
    get now() {
      return now()
    },
  }
  const own = { ...env, CREATE_WAIT_MS: '0', GITHUB_WRITES_PER_MINUTE: '0' }
  const { db, fetch } = counting
  return startBridge({ db, fetch, clock, live: false, version: '1', env: own, ...more })
}

/** Lets time pass; what becomes due meanwhile is done at its time. */
function passing(bridge: TestBridge, { now, advance }: Turning) {
  return async (ms: number): Promise<void> => {
    const end = now() + ms
    for (let rounds = 0; rounds < 2000; rounds += 1) {
      const next = await bridge.tick()
      if (next > end) break
      await advance(Math.max(next - now(), 1))
    }
    await advance(Math.max(end - now(), 0))
  }
}

async function create(bridge: TestBridge, project_name: string, more = {}): Promise<string> {
  const finding = { ...makeFinding(), ...more, project_name }
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', finding)
  return `/api/v1/issues/${body.id}`
}

async function say(bridge: TestBridge, path: string, body: string): Promise<void> {
  const comments = [{ body, author: { username: 'scan', email: '' } }]
  await bridge.kondukto('POST', `${path}/comments`, { comments })
}

async function attach(bridge: TestBridge, path: string): Promise<void> {
  const attachments = [{ title: 'shot.png', base64_content: 'iVBORw0KGgo=' }]
  await bridge.kondukto('POST', `${path}/attachments`, { attachments })
}

async function link(bridge: TestBridge, path: string, url: string): Promise<void> {
  const id = path.split('/').at(-1)
  const headers = { 'Content-Type': 'application/json' }
  const init = { method: 'POST', body: JSON.stringify({ url }), headers }
  expect((await bridge.admin(`/admin/issues/${id}/link`, init)).status).toBe(200)
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { type MemoryGithub, openMemoryGithub, reply } from '../support/memory-github.ts'
import { pass } from '../support/running.ts'

const minute = 60_000
const metricsToken = 'the-metrics-token'

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  clock = { now: Date.now() }
  github = openMemoryGithub(clock)
  const env = { ...github.env, METRICS_TOKEN: metricsToken, HOLM_TOKEN: 'holm-hook-token' }
  bridge = startBridge({ clock, live: false, env, fetch: github.fetch })
})
afterEach(() => bridge.stop())

describe('/metrics', () => {
  it('counts findings, attempts and messages, and goes on counting once rows are deleted', async () => {
    await create()
    await pass(bridge, clock, minute)
    const before = await metrics()
    // The purge adds up what is older than a minute.
    await pass(bridge, clock, 5 * minute)
    await bridge.db.query.run('delete from attempts')
    await bridge.db.query.run('delete from inbox')
    await create()
    await pass(bridge, clock, minute)
    const after = await metrics()

    expect(before).toContain('lockstep_findings_total{source="kondukto",account="github"} 1')
    expect(before).toContain('lockstep_attempts_total{account="github",outcome="done"} 1')
    expect(after).toContain('lockstep_findings_total{source="kondukto",account="github"} 2')
    expect(after).toContain('lockstep_attempts_total{account="github",outcome="done"} 2')
  })

  it('says the same in every process on the same store', async () => {
    await create()
    await pass(bridge, clock, 5 * minute)
    const { db } = bridge
    const other = startBridge({ clock, db, live: false, env: github.env, fetch: github.fetch })

    const [here, there] = [await metrics(), await metrics(other)]
    expect(there).toBe(here)
  })

  it('shows what is paused, what has failed, how old the oldest job is and which poll is late', async () => {
    await create()
    await pass(bridge, clock, minute)
    github.meet(() => reply(401, { message: 'Bad credentials' }))
    await create()
    await pass(bridge, clock, 10 * minute)

    const shown = await metrics()
    expect(shown).toContain('lockstep_paused{what="account"} 1')
    expect(shown).toContain('lockstep_jobs{account="github",kind="create",state="ready"} 1')
    expect(valueIn(shown, 'lockstep_oldest_job_seconds{account="github"}')).toBeGreaterThan(540)
    expect(valueIn(shown, 'lockstep_store_bytes')).toBeGreaterThan(10_000)
    expect(shown).toMatch(/^lockstep_poll_age_seconds\{destination="github:acme\/shop"\} \d/m)
  })

  it.each([
    ['the admin token', 'the-admin-token', 200],
    ['the token for metrics', metricsToken, 200],
    ['another token', 'another-token-here', 403],
    ['none', null, 403],
  ])('answers %s with its status', async (_, token, status) => {
    const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {}
    const answer = await bridge.fetch(new Request('http://bridge/metrics', { headers }))

    expect(answer.status).toBe(status)
  })

  it('opens nothing else with the token for metrics', async () => {
    const headers = { Authorization: `Bearer ${metricsToken}` }

    expect((await bridge.fetch(new Request('http://bridge/admin/jobs', { headers }))).status).toBe(
      403,
    )
  })

  it('counts findings by source and by what became of them', async () => {
    await busyDay()

    const shown = await metrics()
    expect(shown).toContain('lockstep_findings{source="kondukto",outcome="filed"} 1')
    expect(shown).toContain('lockstep_findings{source="kondukto",outcome="failed"} 1')
    expect(shown).toContain('lockstep_findings{source="kondukto",outcome="waiting"} 1')
    expect(shown).toContain('lockstep_findings{source="holm",outcome="without_route"} 1')
  })

  it('has a result for every query of the dashboard', async () => {
    await busyDay()
    const shown = await metrics()
    const queries = dashboard()

    for (const { expr, legendFormat } of queries) {
      const [, name = '', selector = ''] = /(lockstep_\w+)(?:\{([^}]*)\})?/.exec(expr) ?? []
      const lines = shown
        .split('\n')
        .filter((line) => new RegExp(`^${name}[ {]`).test(line) && line.includes(selector))
      const [, grouping = ''] = /by \(([^)]+)\)/.exec(expr) ?? []
      const labels = [
        ...grouping.split(', ').filter(Boolean),
        ...Array.from(legendFormat.matchAll(/\{\{(\w+)\}\}/g), ([, label]) => label),
      ]
      expect(lines, expr).not.toEqual([])
      for (const label of labels) expect(lines[0], expr).toContain(`${label}="`)
    }
    expect(queries.length).toBeGreaterThan(8)
  })
})

/** One finding is filed, one refused, one waits for a pause, one has no route, and a message is refused. */
async function busyDay(): Promise<void> {
  await bridge.stop()
  const env = { ...github.env, METRICS_TOKEN: metricsToken, HOLM_TOKEN: 'holm-hook-token' }
  const routes = 'routes: [{ when: { source: kondukto }, to: { tracker: github } }]'
  bridge = startBridge({ clock, live: false, env, fetch: github.fetch, routes })
  await create()
  await pass(bridge, clock, minute)
  github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'No' }) : null))
  await create()
  await pass(bridge, clock, minute)
  github.meet(() => reply(401, { message: 'Bad credentials' }))
  await create()
  await holm('wrong-token')
  await holm('holm-hook-token')
  await pass(bridge, clock, minute)
}

function holm(token: string): Promise<Response> {
  const ticket = { number: 1, status: 'Open', severity: 'High', vulnerability_name: 'Old SSH' }
  const body = JSON.stringify({ ticket })
  return bridge.fetch(new Request(`http://bridge/hooks/holm/${token}`, { method: 'POST', body }))
}

function dashboard(): { expr: string; legendFormat: string }[] {
  const file = join(import.meta.dirname, '../../docs/grafana-dashboard.json')
  const { panels } = JSON.parse(readFileSync(file, 'utf8'))
  return panels.flatMap((panel: { targets: object[] }) => panel.targets)
}

async function create(): Promise<void> {
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
}

async function metrics(from: TestBridge = bridge): Promise<string> {
  return (await from.admin('/metrics')).text()
}

function valueIn(shown: string, series: string): number {
  return Number(
    shown
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  )
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rowsOf } from '../../src/cli/check.ts'
import { parseConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import { makeFinding } from '../support/finding.ts'
import { openMemoryGithub } from '../support/memory-github.ts'
import { openStore } from '../support/store.ts'
import { findings, rowsWith } from './bench.ts'

const { env } = openMemoryGithub({ now: 0 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-check-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('names a variable whose name has a typo, and what was meant', async () => {
  const rows = await rowsWith({
    env: { ...env, GITHUB_TOKN: 'x', JIRA_TOKENS: 'y', HOME: '/root' },
  })

  expect(findings(rows)).toEqual([
    {
      level: 'warning',
      subject: 'GITHUB_TOKN',
      message: 'No setting has this name, so it has no effect.',
      remedy: 'Did you mean GITHUB_TOKEN? Rename it.',
    },
    expect.objectContaining({ remedy: 'Did you mean JIRA_TOKEN? Rename it.' }),
  ])
})

it.each([
  [
    'a port that is closed',
    { PUBLIC_URL: 'http://127.0.0.1:8787' },
    () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
    },
    'Nothing answers at http://127.0.0.1:8787 (ECONNREFUSED).',
    'Start Lockstep, open the port of http://127.0.0.1:8787, or correct PUBLIC_URL, HOST and PORT.',
  ],
  [
    'http where the proxy wants https',
    { PUBLIC_URL: 'http://127.0.0.1:80' },
    () =>
      new Response(null, {
        status: 301,
        headers: { location: 'https://lockstep.example/healthz' },
      }),
    'http://127.0.0.1:80 redirects to https://lockstep.example.',
    'Set PUBLIC_URL=https://lockstep.example.',
  ],
  [
    'an address that leads elsewhere',
    { PUBLIC_URL: 'https://lockstep.example' },
    () => new Response('nginx', { status: 404 }),
    'Something else answers at https://lockstep.example (404).',
    'Set PUBLIC_URL to the address that leads here, and check the proxy in front.',
  ],
])('names %s', async (_, more, own, message, remedy) => {
  const rows = await rowsWith({ env: { ...env, ...more }, own })

  expect(findings(rows)).toEqual([{ level: 'problem', subject: 'PUBLIC_URL', message, remedy }])
})

it('names an address of ours without TLS', async () => {
  const rows = await rowsWith({ env: { ...env, PUBLIC_URL: 'http://lockstep.example' } })

  expect(findings(rows)).toEqual([
    expect.objectContaining({
      level: 'warning',
      remedy: 'Put TLS in front and set PUBLIC_URL=https://lockstep.example.',
    }),
  ])
})

it('names routes that no finding reaches, and that some findings have none', async () => {
  const routes = `routes:
  - { when: { severity: [high, low] }, to: { tracker: github } }
  - { when: { severity: high, project: "shop" }, to: { tracker: github } }
  - { when: { source: holm }, to: { tracker: github } }`
  const rows = await rowsWith({
    routes,
    before: (bridge) =>
      bridge.kondukto(
        'POST',
        '/api/v1/issues',
        makeFinding({ severity: 'info', project_name: 'x' }),
      ),
  })

  expect(findings(rows).map(({ subject, remedy }) => [subject, remedy])).toEqual([
    ['routes[1]', 'Move it before routes[0], or remove it.'],
    ['routes[2]', 'Set the variables of holm, or remove the route.'],
    ['routes', 'Add a last route without "when" to catch the rest.'],
  ])
})

it('names a scanner whose messages are missing, and the address to give it', async () => {
  const rows = await rowsWith({
    env: { ...env, HOLM_TOKEN: 'holm-hook-token', PUBLIC_URL: 'http://bridge' },
  })

  expect(findings(rows)).toContainEqual({
    level: 'warning',
    subject: 'Holm Security',
    message: 'No message has come yet.',
    remedy: 'Give Holm Security the address http://bridge/hooks/holm, as its page in docs says.',
  })
})

it('names a scanner whose messages lead to nothing without the key of its API', async () => {
  const rows = await rowsWith({ env: { ...env, APPSCAN_TOKEN: 'appscan-hook-token' } })

  expect(findings(rows)).toContainEqual({
    level: 'problem',
    subject: 'AppScan',
    message: 'Its messages only name a scan, and the log-in to fetch its findings is not set.',
    remedy: 'Set APPSCAN_KEY_ID and APPSCAN_KEY_SECRET, and restart.',
  })
})

it('names a store that cannot be written', async () => {
  const real = openStore()
  const db = {
    ...real,
    atomic: async () => {
      throw new Error('attempt to write a readonly database')
    },
  }
  const rows = await rowsWith({ db })

  expect(findings(rows)).toContainEqual({
    level: 'problem',
    subject: 'store',
    message: 'The store cannot be written: attempt to write a readonly database.',
    remedy: 'Let the user that runs Lockstep write DATABASE_PATH and its folder.',
  })
})

it('names a store that is no store', async () => {
  const store = join(folder, 'lockstep.db')
  writeFileSync(store, 'this is a text and no database, and it is long enough to be seen as such')
  const setup = { env: {}, routes: null, store, files: [], problems: [] }

  expect(await rowsOf(setup)).toEqual([
    {
      level: 'problem',
      subject: 'DATABASE_PATH',
      message: expect.stringMatching(/^The store cannot be opened: .*not a database\.$/),
      remedy: `Let the user that runs Lockstep write ${store} and its folder.`,
    },
  ])
})

it('names an option that the tracker does not know, and every other setting that cannot be used', async () => {
  const bad = { ...env, POLL_SECONDS: '0' }
  const routes = 'routes: [{ to: { tracker: github, priority: High } }]'
  const setup = {
    env: bad,
    routes,
    store: ':memory:',
    files: [],
    problems: problemsWith(bad, routes),
  }

  expect(await rowsOf(setup)).toEqual([
    {
      level: 'problem',
      subject: 'POLL_SECONDS',
      message: 'must be at least 1',
      remedy: 'Correct POLL_SECONDS, and run the check again.',
    },
    {
      level: 'problem',
      subject: 'routes[0].to',
      message: 'GitHub has no option priority for a route',
      remedy: 'Correct the routes file, and run the check again.',
    },
  ])
})

function problemsWith(bad: Record<string, string>, routes: string): readonly string[] {
  try {
    parseConfig(bad, routes)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import type { Env } from '../../src/config/settings.ts'

const billionLaughs = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...['b', 'c', 'd', 'e', 'f'].map((name, i) => {
    const before = `*${'abcde'[i]}`
    return `${name}: &${name} [${Array(9).fill(before).join(', ')}]`
  }),
].join('\n')
const long = 'twelve-chars'
const jira = { JIRA_URL: 'https://a.example', JIRA_TOKEN: 'secret-token', JIRA_PROJECT: 'PAY' }
const github = { GITHUB_TOKEN: 'secret-token', GITHUB_REPO: 'acme/shop' }

describe('settings', () => {
  it('are all optional: findings then go to the embedded tracker, by project', () => {
    const config = parseConfig({}, null)

    expect(config).toMatchObject({
      publicUrl: 'http://127.0.0.1:8787',
      createWaitMs: 3000,
      maxBodyBytes: 25_000_000,
      pollMs: 60_000,
      retentionMs: 90 * 86_400_000,
      seenAgain: 'reopen',
    })
    expect(config.routes).toMatchObject([
      { when: {}, to: { account: 'local', target: '{project}' } },
    ])
  })

  it('send everything to the tracker that is set up', () => {
    const { routes } = parseConfig(github, null)

    expect(routes).toMatchObject([{ when: {}, to: { account: 'github', target: 'acme/shop' } }])
  })

  it('count as not set where they are empty, as in a template that was not filled in', () => {
    const { routes, createWaitMs } = parseConfig({ GITHUB_TOKEN: '', CREATE_WAIT_MS: '' }, null)

    expect([routes[0]?.to.account, createWaitMs]).toEqual(['local', 3000])
  })

  it('hold several secrets each', () => {
    const config = parseConfig({ KONDUKTO_SECRET: `${long}, ${long}2,,`, ADMIN_TOKEN: long }, null)

    expect([config.kondukto.secrets, config.adminTokens]).toEqual([[long, `${long}2`], [long]])
  })

  it.each<[string, Env]>([
    ['CREATE_WAIT_MS', { CREATE_WAIT_MS: 'soon' }],
    ['CREATE_WAIT_MS', { CREATE_WAIT_MS: '-1' }],
    ['CREATE_WAIT_MS', { CREATE_WAIT_MS: '1.5' }],
    ['MAX_BODY_BYTES', { MAX_BODY_BYTES: '25 MB' }],
    ['POLL_SECONDS', { POLL_SECONDS: '0' }],
    ['RETENTION_DAYS', { RETENTION_DAYS: 'x' }],
    ['PORT', { PORT: '70000' }],
    ['PORT', { PORT: '8787x', HOST: '::1' }],
    // The address that is printed and linked to must be known beforehand.
    ['PORT', { PORT: '0' }],
    ['HOST', { HOST: 'http://lockstep' }],
    ['HOST', { HOST: 'two words' }],
    ['KONDUKTO_SECRET', { KONDUKTO_SECRET: ' , ' }],
    ['ADMIN_TOKEN', { ADMIN_TOKEN: ',' }],
    ['KONDUKTO_SECRET', { KONDUKTO_SECRET: 'secret-token,secret' }],
    ['ADMIN_TOKEN', { ADMIN_TOKEN: 'eleven-char' }],
    ['HOLM_TOKEN', { HOLM_TOKEN: ' , ' }],
    ['HOLM_TOKEN', { HOLM_TOKEN: 'short' }],
    ['DATATHEOREM_TOKEN', { DATATHEOREM_TOKEN: 'short' }],
    ['CORGEA_SECRET', { CORGEA_SECRET: 'short' }],
    ['APPSCAN_TOKEN', { APPSCAN_TOKEN: 'short' }],
    ['GITHUB_WEBHOOK_SECRET', { ...github, GITHUB_WEBHOOK_SECRET: 'short' }],
    ['JIRA_WEBHOOK_SECRET', { ...jira, JIRA_WEBHOOK_SECRET: 'short' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'lockstep.example' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'ftp://lockstep.example' }],
    ['GITHUB_REPO', { GITHUB_TOKEN: 'secret-token' }],
    ['GITHUB_REPO', { ...github, GITHUB_REPO: 'shop' }],
    ['GITHUB_REPO', { GITHUB_REPO: 'acme/shop' }],
    [
      'GITHUB_APP_PRIVATE_KEY',
      { GITHUB_APP_ID: '1', GITHUB_APP_INSTALLATION_ID: '2', GITHUB_REPO: 'a/b' },
    ],
    ['GITHUB_URL', { ...github, GITHUB_URL: 'github.example' }],
    ['GITHUB_WRITES_PER_MINUTE', { ...github, GITHUB_WRITES_PER_MINUTE: 'fast' }],
  ])('that cannot be used are named: %s in %j', (name, env) => {
    const problems = problemsOf(env, null)

    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: `))])
    expect(problems.join()).not.toContain('secret-token')
  })

  it('say how to make a secret that cannot be guessed', () => {
    const [problem] = problemsOf({ ADMIN_TOKEN: 'short' }, null)

    expect(problem).toBe(
      'ADMIN_TOKEN: is too easy to guess: use 12 characters or more, such as openssl rand -hex 32 prints',
    )
  })

  it.each([
    [{}, 'http://127.0.0.1:8787'],
    [{ HOST: 'lockstep.local', PORT: '80' }, 'http://lockstep.local:80'],
    [{ HOST: '::1', PORT: '8080' }, 'http://[::1]:8080'],
    [{ HOST: '', PORT: '' }, 'http://127.0.0.1:8787'],
    [{ HOST: '::1', PUBLIC_URL: 'https://lockstep.example/' }, 'https://lockstep.example'],
  ])('say where Lockstep is: %j is %s', (env, url) => {
    expect(parseConfig(env, null).publicUrl).toBe(url)
  })

  it('are all checked before any problem is told', () => {
    const problems = problemsOf(
      { POLL_SECONDS: '0', PORT: 'x', GITHUB_REPO: 'acme/shop' },
      'routes: 5',
    )

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'POLL_SECONDS',
      'PORT',
      'GITHUB_REPO',
      'routes',
    ])
  })
})

describe('the routes file', () => {
  it('may say for a tracker what that tracker knows, and nothing else', () => {
    const jira = { JIRA_URL: 'https://acme.atlassian.net', JIRA_TOKEN: 'a-token' }
    const env = { ...github, ...jira }
    const to = (text: string) => () => parseConfig(env, `routes: [{ to: { ${text} } }]`)
    const good = to('tracker: jira, target: PAY, issueType: Task, statuses: { completed: Done }')

    expect(good().routes[0]?.to.options).toEqual({
      issueType: 'Task',
      statuses: { completed: ['Done'] },
    })
    expect(to('tracker: github, issueType: Bug')).toThrow(
      'routes[0].to: GitHub has no option issueType for a route',
    )
    expect(to('tracker: jira, target: PAY, comments: secret')).toThrow(
      /routes\[0\]\.to\.comments: /,
    )
  })

  it('is read as the README shows it', () => {
    const { routes, assignees, severities, seenAgain } = parseConfig(
      github,
      `
routes:
  - when: { source: kondukto, project: "payments-*", severity: [critical, high] }
    to: { tracker: github, target: acme/payments, labels: [security] }
  - when: { project: "*/*" }
    to: { tracker: github, target: "{project}", severityLabel: "prio/{severity}", sourceLabel: "" }
  - to: { tracker: github }
  - to: { tracker: local, target: "{project}" }
assignees: { "dev@acme.io": { github: dev-login } }
severities: { critical: { jira: Highest } }
lifecycle: { seenAgain: comment }
`,
    )

    expect(routes).toEqual([
      {
        when: { source: ['kondukto'], project: ['payments-*'], severity: ['critical', 'high'] },
        to: {
          account: 'github',
          target: 'acme/payments',
          labels: ['security'],
          severityLabel: 'severity:{severity}',
          sourceLabel: 'source:{source}',
          options: {},
        },
      },
      {
        when: { project: ['*/*'] },
        to: expect.objectContaining({ severityLabel: 'prio/{severity}', sourceLabel: '' }),
      },
      { when: {}, to: expect.objectContaining({ target: 'acme/shop' }) },
      { when: {}, to: expect.objectContaining({ account: 'local', target: '{project}' }) },
    ])
    expect(assignees).toEqual({ 'dev@acme.io': { github: 'dev-login' } })
    expect(severities).toEqual({ critical: { jira: 'Highest' } })
    expect(seenAgain).toBe('comment')
  })

  it('may name the targets, so that GitHub needs no default', () => {
    const document = 'routes: [{ to: { tracker: github, target: "{project}" } }]'

    expect(problemsOf({ GITHUB_TOKEN: 't' }, document)).toEqual([])
  })

  it('that cannot be used is told with all its problems, and with none that it has not', () => {
    const document = `
routes:
  - to: { tracker: nope }
  - to: { tracker: local, targets: x }
  - when: { source: [kondukto, nessus] }
    to: { tracker: github, target: "{projekt}/x" }
sources: { corgaa: {} }
extra: 1
`

    const problems = problemsOf({ GITHUB_TOKEN: 't', POLL_SECONDS: '0' }, document)

    expect(problems.map((problem) => problem.slice(0, problem.indexOf(': '))).toSorted()).toEqual([
      'POLL_SECONDS',
      'routes file',
      'routes[0].to.tracker',
      'routes[1].to',
      'routes[2].to.target',
      'routes[2].when.source',
      'sources.corgaa',
    ])
  })

  it.each([
    ['routes[0].to.tracker', 'routes: [{ to: { tracker: jira, target: PAY } }]'],
    ['routes[0].to.target', 'routes: [{ to: { tracker: local, target: "{name}" } }]'],
    ['routes[0].when.source', 'routes: [{ when: { source: kondukt }, to: { tracker: local } }]'],
    ['sources.kondukto', 'sources: { kondukto: { severities: { X: low } } }'],
    ['routes[0].to.target', 'routes: [{ to: { tracker: github, target: shop } }]'],
    ['routes[1].to.account', 'routes: [{ to: { tracker: local } }, { to: {} }]'],
    ['routes[0].to.tracker', 'routes: [{ to: { account: github, tracker: github } }]'],
    ['routes[0].to.account', 'routes: [{ to: { account: jira, target: PAY } }]'],
    [
      'routes[0].when.severity',
      'routes: [{ when: { severity: blocker }, to: { tracker: local } }]',
    ],
    ['routes[0].when', 'routes: [{ when: { projekt: x }, to: { tracker: local } }]'],
    ['routes', 'routes: []'],
    ['lifecycle.seenAgain', 'lifecycle: { seenAgain: never }'],
    ['severities', 'severities: { blocker: { github: x } }'],
    ['assignees.dev', 'assignees: { dev: 5 }'],
    ['assignees.dev.githup', 'assignees: { dev: { github: dev, githup: dev } }'],
    ['severities.low.jirra', 'severities: { low: { jira: Low, jirra: Low } }'],
    ['routes file', '- a list'],
    ['routes file', 'routes: [\n  {'],
    ['routes file', billionLaughs],
  ])('that cannot be used is refused with the place: %s', (place, document) => {
    const [problem = ''] = problemsOf(github, document)

    expect(problem.slice(0, problem.indexOf(': '))).toBe(place)
  })

  it('with a severity that there is not names those that there are', () => {
    const document = 'routes: [{ when: { severity: [high, crit] }, to: { tracker: local } }]'

    expect(problemsOf({}, document)).toEqual([
      'routes[0].when.severity: must be one or more of: critical, high, medium, low, info',
    ])
  })
})

function problemsOf(env: Env, document: string | null): readonly string[] {
  try {
    parseConfig(env, document)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

import { describe, expect, it } from 'vitest'
import { accountValues } from '../../src/config/accounts/account-values.ts'
import { parseConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import type { Env } from '../../src/config/settings.ts'
import { secretsIn } from '../../src/platform/log.ts'

const env = {
  GITHUB_TOKEN: 'main-token',
  GITHUB_REPO: 'acme/shop',
  GITHUB_WEBHOOK_SECRET: 'main-webhook-secret',
  EU_TOKEN: 'eu-token',
  EU_REPO: 'acme/eu',
  EU_SECRET: 'eu-webhook-secret',
  SHORT: 'short',
  BAD_REPO: 'shop',
}
const eu = 'name: github-eu, tracker: github'
const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'

describe('an account in the routes file', () => {
  it('reads its settings from the variables that it names, and nothing else of the tracker', () => {
    const { accounts } = parseConfig(env, file(`${eu}, env: { GITHUB_TOKEN: EU_TOKEN }`))

    expect([...accounts.keys()]).toEqual(['github', 'local', 'github-eu'])
    expect(accounts.get('github-eu')).toMatchObject({
      name: 'GitHub (github-eu)',
      definition: { id: 'github' },
      env: { auth: { token: 'eu-token' }, repo: null, webhookSecrets: [] },
    })
    expect(accounts.get('github')).toMatchObject({
      name: 'GitHub',
      env: { auth: { token: 'main-token' }, webhookSecrets: ['main-webhook-secret'] },
    })
  })

  it('is named by routes; a tracker named there is the account of that name', () => {
    const document = `
accounts: [{ ${eu}, env: { GITHUB_TOKEN: EU_TOKEN, GITHUB_REPO: EU_REPO } }]
routes:
  - when: { project: eu }
    to: { account: github-eu }
  - when: { project: us }
    to: { account: github }
  - to: { tracker: github, target: acme/rest }`

    expect(parseConfig(env, document).routes.map(({ to }) => [to.account, to.target])).toEqual([
      ['github-eu', 'acme/eu'],
      ['github', 'acme/shop'],
      ['github', 'acme/rest'],
    ])
  })

  it('may have the name of its tracker if no other has it', () => {
    const document = `accounts: [{ name: github, tracker: github, env: { GITHUB_TOKEN: EU_TOKEN, GITHUB_REPO: EU_REPO } }]`
    const { accounts, routes } = parseConfig({ EU_TOKEN: 'eu-token', EU_REPO: 'acme/eu' }, document)

    expect(accounts.get('github')?.name).toBe('GitHub')
    expect(routes).toMatchObject([{ to: { account: 'github', target: 'acme/eu' } }])
  })

  it('has the names of people and severities of its tracker, unless it has its own', () => {
    const { assignees, severities } = parseConfig(
      env,
      `${file(`${eu}, env: { GITHUB_TOKEN: EU_TOKEN }`)}
assignees: { "dev@acme.io": { github: dev, github-eu: dev-eu }, "ops@acme.io": { github: ops } }
severities: { low: { github-eu: Minor } }`,
    )

    expect(assignees['dev@acme.io']).toMatchObject({ github: 'dev', 'github-eu': 'dev-eu' })
    expect(assignees['ops@acme.io']).toMatchObject({ github: 'ops', 'github-eu': 'ops' })
    expect(severities).toEqual({ low: { 'github-eu': 'Minor' } })
  })

  const token = 'env: { GITHUB_TOKEN: EU_TOKEN }'
  it.each([
    [
      'tracker: "gitlab" is no tracker that has accounts; these are: github, jira',
      `name: a, tracker: gitlab, env: {}`,
    ],
    [
      'tracker: "local" is no tracker that has accounts; these are: github, jira',
      `name: a, tracker: local, env: {}`,
    ],
    [
      'name: "jira" is reserved for a tracker, a scanner or Lockstep: choose another',
      `name: jira, tracker: github, ${token}`,
    ],
    [
      'name: "corgea" is reserved for a tracker, a scanner or Lockstep: choose another',
      `name: corgea, tracker: github, ${token}`,
    ],
    [
      'name: "lockstep" is reserved for a tracker, a scanner or Lockstep: choose another',
      `name: lockstep, tracker: github, ${token}`,
    ],
    [
      'name: "github" is set up twice, here or by the tracker\'s own variables: give each account its own name',
      `name: github, tracker: github, ${token}`,
    ],
    [
      'name: must be letters, digits, - and _, at most 50: it is part of an address',
      `name: a/b, tracker: github, ${token}`,
    ],
    [
      'name: must be letters, digits, - and _, at most 50: it is part of an address',
      `name: "..", tracker: github, ${token}`,
    ],
    [
      'env.GITHUB_TOKEN: US_TOKEN is not set: set it, or leave this out',
      `${eu}, env: { GITHUB_TOKEN: US_TOKEN }`,
    ],
    [
      /^accounts\[0\]\.env\.GITHUB_TOKN: GitHub has no such setting; it has GITHUB_TOKEN, /,
      `${eu}, env: { GITHUB_TOKN: EU_TOKEN }`,
    ],
    [
      'env.GITHUB_REPO (BAD_REPO): A GitHub repository is written owner/repo.',
      `${eu}, env: { GITHUB_TOKEN: EU_TOKEN, GITHUB_REPO: BAD_REPO }`,
    ],
    [
      /^accounts\[0\]\.env\.GITHUB_WEBHOOK_SECRET \(SHORT\): is too easy to guess/,
      `${eu}, env: { GITHUB_TOKEN: EU_TOKEN, GITHUB_WEBHOOK_SECRET: SHORT }`,
    ],
    [
      /^accounts\[0\]\.env\.JIRA_URL: It is missing/,
      `name: site, tracker: jira, env: { JIRA_TOKEN: EU_TOKEN }`,
    ],
    ['env: holds no log-in: name the variables that do, such as GITHUB_TOKEN', `${eu}, env: {}`],
  ] as const)('that cannot be used is refused with the field and the remedy: %s', (words, line) => {
    expect(problemsOf(env, file(line))).toEqual([
      typeof words === 'string' ? `accounts[0].${words}` : expect.stringMatching(words),
    ])
  })

  it.each([
    ['accounts[0].env', `${eu}`],
    ['accounts[0]', `${eu}, ${token}, url: x`],
    ['accounts[0].env.GITHUB_TOKEN', `${eu}, env: { GITHUB_TOKEN: "" }`],
  ])('of a wrong shape is refused with its place: %s', (place, line) => {
    expect(problemsOf(env, file(line)).map((problem) => problem.split(': ')[0])).toEqual([place])
  })

  it('of a name that another one has is refused', () => {
    const line = `{ ${eu}, ${token} }`

    expect(problemsOf(env, `accounts: [${line}, ${line}]\n${routes}`)).toEqual([
      expect.stringMatching(/^accounts\[1\]\.name: "github-eu" is set up twice/),
    ])
  })

  it('that no route can name by its tracker alone is named by what is set up', () => {
    const { GITHUB_TOKEN: _, GITHUB_REPO: __, GITHUB_WEBHOOK_SECRET: ___, ...named } = env
    const document = `accounts: [{ ${eu}, ${token} }]\nroutes: [{ to: { tracker: github, target: a/b } }]`

    expect(problemsOf(named, document)).toEqual([
      'routes[0].to.tracker: "github" is not set up; these are: local, github-eu',
    ])
  })

  it('of whose target nothing is said is refused with the field that could say it', () => {
    const document = `accounts: [{ ${eu}, ${token} }]\nroutes: [{ to: { account: github-eu } }]`

    expect(problemsOf(env, document)).toEqual([
      'accounts[0].env.GITHUB_REPO: is missing. Set it, or give routes[0].to a target',
    ])
  })

  it('beside another one needs routes', () => {
    expect(problemsOf(env, `accounts: [{ ${eu}, ${token} }]`)[0]).toBe(
      'routes: GitHub and GitHub (github-eu) are set up: say in the routes file which findings go where',
    )
  })
})

it('a secret of an account is hidden in the log, whatever its variable is called', () => {
  const document = file(`${eu}, env: { GITHUB_TOKEN: EU_PAT, GITHUB_REPO: EU_REPO }`)
  const given = { EU_PAT: 'ghp_eu_secret', EU_REPO: 'acme/eu' }

  expect(secretsIn(given)).toEqual([])
  expect(secretsIn(accountValues(given, document))).toEqual(['ghp_eu_secret'])
  expect(accountValues(given, 'accounts: [5, { name: x }]')).toEqual({})
})

function file(line: string): string {
  return `accounts: [{ ${line} }]\n${routes}`
}

function problemsOf(given: Env, document: string): readonly string[] {
  try {
    parseConfig(given, document)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

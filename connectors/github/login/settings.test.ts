import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { github } from '../index.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const token = { GITHUB_TOKEN: 'ghp_1' }
const app = {
  GITHUB_APP_ID: '7',
  GITHUB_APP_INSTALLATION_ID: '9',
  GITHUB_APP_PRIVATE_KEY: pem,
}

describe('settings', () => {
  it.each([
    ['nothing', {}],
    ['empty ones', { GITHUB_TOKEN: '', GITHUB_REPO: ' ' }],
    [
      'only a pace and an address',
      { GITHUB_URL: 'https://a.example', GITHUB_WRITES_PER_HOUR: '1' },
    ],
  ])('of %s leave GitHub out', (_, env) => {
    expect(github.env.parse(env)).toBeNull()
  })

  it('have defaults', () => {
    expect(github.env.parse(token)).toEqual({
      auth: { kind: 'token', token: 'ghp_1' },
      repo: null,
      url: 'https://api.github.com',
      webhookSecrets: [],
      mayBePublic: false,
      writesPerMinute: 60,
      writesPerHour: 480,
    })
  })

  it('are all read', () => {
    const env = github.env.parse({
      ...app,
      GITHUB_REPO: 'acme/shop',
      GITHUB_URL: 'https://github.acme.example/api/v3/',
      GITHUB_WEBHOOK_SECRET: 'new, old',
      GITHUB_WRITES_PER_MINUTE: '0',
      GITHUB_WRITES_PER_HOUR: '5000',
      PATH: '/bin',
    })

    expect(env).toMatchObject({
      auth: { kind: 'app', appId: '7', installationId: '9' },
      url: 'https://github.acme.example/api/v3',
      webhookSecrets: ['new', 'old'],
    })
    expect(env && github.defaultTarget(env)).toBe('acme/shop')
    expect(env && github.pace(env)).toEqual({ writesPerMinute: 0, writesPerHour: 5000 })
  })

  it.each([
    ['a repository without a log-in', { GITHUB_REPO: 'a/b' }, ['GITHUB_REPO']],
    [
      'a webhook secret without a log-in',
      { GITHUB_WEBHOOK_SECRET: 's' },
      ['GITHUB_WEBHOOK_SECRET'],
    ],
    ['a repository that is none', { ...token, GITHUB_REPO: 'shop' }, ['GITHUB_REPO']],
    ['an address that is none', { ...token, GITHUB_URL: 'api.github.com' }, ['GITHUB_URL']],
    ['another protocol', { ...token, GITHUB_URL: 'ftp://api.github.com' }, ['GITHUB_URL']],
    ["the website's address", { ...token, GITHUB_URL: 'https://github.com/' }, ['GITHUB_URL']],
    ['a token with a line break', { GITHUB_TOKEN: 'ghp_\n1' }, ['GITHUB_TOKEN']],
    ['a pace in words', { ...token, GITHUB_WRITES_PER_HOUR: 'all' }, ['GITHUB_WRITES_PER_HOUR']],
    [
      'a pace below nothing',
      { ...token, GITHUB_WRITES_PER_MINUTE: '-1' },
      ['GITHUB_WRITES_PER_MINUTE'],
    ],
    ['both log-ins', { ...token, ...app }, ['GITHUB_TOKEN']],
    ['an App without a key', { ...app, GITHUB_APP_PRIVATE_KEY: '' }, ['GITHUB_APP_PRIVATE_KEY']],
    [
      'only an App id',
      { GITHUB_APP_ID: '7' },
      ['GITHUB_APP_PRIVATE_KEY', 'GITHUB_APP_INSTALLATION_ID'],
    ],
    [
      'a key cut short',
      { ...app, GITHUB_APP_PRIVATE_KEY: pem.slice(0, 31) },
      ['GITHUB_APP_PRIVATE_KEY'],
    ],
    [
      'a key file’s name',
      { ...app, GITHUB_APP_PRIVATE_KEY: 'key.pem' },
      ['GITHUB_APP_PRIVATE_KEY'],
    ],
    [
      'ids that are none',
      { ...app, GITHUB_APP_ID: '7 ?', GITHUB_APP_INSTALLATION_ID: 'x' },
      ['GITHUB_APP_ID', 'GITHUB_APP_INSTALLATION_ID'],
    ],
    [
      'several mistakes at once',
      { GITHUB_REPO: 'shop', GITHUB_URL: '?' },
      ['GITHUB_REPO', 'GITHUB_REPO', 'GITHUB_URL'],
    ],
  ])('refuse %s, naming the variable', (_, env, variables) => {
    const { error } = github.env.safeParse(env)

    expect(error?.issues.map((issue) => issue.path[0])).toEqual(variables)
    for (const issue of error?.issues ?? []) {
      expect(issue.message).toMatch(/^[A-Z].+\.$/)
      expect(issue.message).not.toContain('ghp_')
    }
  })
})

describe('a target', () => {
  it.each(['acme/shop', 'a/b.c_d-e', 'acme/.github'])('may be %s', (target) => {
    expect(github.problemWith(target)).toBeNull()
  })

  it.each([
    '',
    'shop',
    'acme/',
    '/shop',
    'a/b/c',
    'a/..',
    './b',
    'a b/c',
    'https://github.com/a/b',
    'a/b?c',
  ])('may not be "%s"', (target) => {
    expect(github.problemWith(target)).toBe('A GitHub repository is written owner/repo.')
  })
})

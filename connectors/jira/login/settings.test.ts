import { describe, expect, it } from 'vitest'
import { problemWithProject, settings } from './settings.ts'

const site = { JIRA_URL: 'https://acme.atlassian.net/' }
const login = { JIRA_EMAIL: 'bot@acme.example', JIRA_API_TOKEN: 'token' }

describe('the settings of Jira', () => {
  it('are not there where none is', () => {
    expect(settings.parse({ GITHUB_TOKEN: 'x', JIRA_URL: '' })).toBeNull()
  })

  it('log in with an API token and whose it is', () => {
    const read = settings.parse({ ...site, ...login, JIRA_PROJECT: 'PAY' })

    expect(read).toEqual({
      url: 'https://acme.atlassian.net',
      authorization: `Basic ${btoa('bot@acme.example:token')}`,
      project: 'PAY',
      issueType: 'Bug',
      dialect: null,
      webhookSecrets: [],
    })
  })

  it('log in with a bearer token, through the address of scoped tokens', () => {
    const url = 'https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789'
    const secrets = { JIRA_WEBHOOK_SECRET: 'new, old', JIRA_ISSUE_TYPE: 'Task' }

    const read = settings.parse({ JIRA_URL: url, JIRA_TOKEN: 'bearer', ...secrets })

    expect(read).toMatchObject({
      ...{ url, authorization: 'Bearer bearer', project: null, issueType: 'Task' },
      webhookSecrets: ['new', 'old'],
    })
  })

  it('log in to Data Center with a name and a password, whatever is in it', () => {
    const secret = { JIRA_EMAIL: 'lockstep', JIRA_API_TOKEN: 'pass: wörd' }

    const read = settings.parse({ JIRA_URL: 'https://jira.acme.example/jira/', ...secret })

    const authorization = `Basic ${Buffer.from('lockstep:pass: wörd').toString('base64')}`
    expect(read).toMatchObject({ url: 'https://jira.acme.example/jira', authorization })
  })

  it.each([
    ['the site alone', site, ['JIRA_API_TOKEN']],
    ['the log-in alone', login, ['JIRA_URL']],
    ['a token of nobody', { ...site, JIRA_API_TOKEN: 'token' }, ['JIRA_EMAIL']],
    ['somebody without a token', { ...site, JIRA_EMAIL: 'a@b.c' }, ['JIRA_API_TOKEN']],
    ['a name with a colon', { ...site, JIRA_EMAIL: 'a:b', JIRA_API_TOKEN: 'x' }, ['JIRA_EMAIL']],
    ['two log-ins', { ...site, ...login, JIRA_TOKEN: 'bearer' }, ['JIRA_TOKEN']],
    ['a token that is none', { ...site, JIRA_TOKEN: 'a b' }, ['JIRA_TOKEN']],
    ['an address that is none', { ...login, JIRA_URL: 'acme' }, ['JIRA_URL']],
    ['a project that is none', { ...site, ...login, JIRA_PROJECT: 'pay' }, ['JIRA_PROJECT']],
    ['only a project', { JIRA_PROJECT: 'a/b' }, ['JIRA_URL', 'JIRA_API_TOKEN', 'JIRA_PROJECT']],
  ])('name each variable that is wrong: %s', (_, env, wrong) => {
    const { error } = settings.safeParse(env)

    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(wrong)
  })

  it.each([
    ['PAY', true],
    ['PAY_2', true],
    ['P', false],
    ['pay', false],
    ['2PAY', false],
    ['PAY" OR project = "OPS', false],
    ['acme/shop', false],
  ])('take "%s" for a project: %s', (target, isFine) => {
    expect(problemWithProject(target) === null).toBe(isFine)
  })
})

import { describe, expect, it } from 'vitest'
import { issueLabels, translate } from '../../src/domain/draft.ts'
import { fingerprint } from '../../src/domain/finding.ts'
import { githubDialect, plainDialect } from '../../src/text/dialect.ts'

const goal = {
  account: 'github',
  target: 'acme/shop',
  labels: ['security', 'Bug'],
  severityLabel: 'severity:{severity}',
  sourceLabel: 'source:{source}',
  options: {},
}

describe("an issue's labels", () => {
  it("are the scanner's, the route's, and those for severity and source, each once", () => {
    const labels = issueLabels(
      { labels: ['Bug', ' ', ' KONDUKTO'], source: 'kondukto', severity: 'high' },
      goal,
    )

    expect(labels).toEqual(['Bug', 'KONDUKTO', 'security', 'severity:high', 'source:kondukto'])
  })

  it('are as the route says', () => {
    const own = { ...goal, labels: [], severityLabel: 'prio/{severity}', sourceLabel: '' }

    expect(issueLabels({ labels: [], source: 'kondukto', severity: 'low' }, own)).toEqual([
      'prio/low',
    ])
    expect(issueLabels({ labels: [], source: 'kondukto', severity: null }, own)).toEqual([])
  })
})

describe('an assignee', () => {
  const assignees = { 'dev@acme.io': { github: 'dev-login' }, ops: { github: 'ops-login' } }
  const assign = (email: string, username: string, account = 'github') =>
    translate(
      { title: '', body: '', assignee: { email, username } },
      { account, dialect: plainDialect },
      assignees,
    ).assignee

  it('is looked up by address, then by name, for the account in question', () => {
    expect(assign('dev@acme.io', 'ops')?.mapped).toBe('dev-login')
    expect(assign('', 'ops')?.mapped).toBe('ops-login')
    expect(assign('dev@acme.io', '', 'jira')?.mapped).toBeNull()
  })

  it('is nobody where the scanner names nobody', () => {
    expect(assign('', '')).toBeNull()
  })

  it('is not found among what every object has', () => {
    expect(assign('constructor', '__proto__')?.mapped).toBeNull()
  })
})

it('is shown with its mentions broken', () => {
  const finding = { title: 'T', body: 'ask @admin', assignee: { email: '', username: '' } }

  expect(
    translate(finding, { account: 'github', dialect: githubDialect() }, {}).body,
  ).not.toContain('@admin')
})

it('a fingerprint tells apart what differs in any name or place, and nothing else', async () => {
  const one = await fingerprint(['a', 'b', 1, null])

  expect(one).toMatch(/^[\da-f]{64}$/)
  expect(await fingerprint(['a', 'b', 1, null])).toBe(one)
  for (const other of [
    ['ab', '', 1, null],
    ['a', 'b', '1', null],
    ['a', 'b', null, 1],
  ]) {
    expect(await fingerprint(other)).not.toBe(one)
  }
})

import { editIssue, getMyPermissions } from 'jira.js/cloud'
import { isRateLimitError } from 'jira.js/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { openBench } from './bench.ts'

describe("the test Jira's limits", () => {
  const bench = openBench({ webhooks: true })

  beforeEach(() => bench.jira.limit(true))

  const write = (issueIdOrKey: string) =>
    editIssue(bench.client, { issueIdOrKey, update: { labels: [{ add: 'a' }] } })

  const waitOf = async (call: Promise<unknown>) => {
    const error = await call.catch((error: unknown) => error)
    return isRateLimitError(error) ? error.retryAfterMs : error
  }

  it('let twenty writes to an issue through in two seconds, under whatever name', async () => {
    const { jira } = bench
    const [one, other] = [await bench.file(), await bench.file()]
    for (let i = 0; i < 20; i++) await write(one.id)

    const wait = await waitOf(write(one.key))
    await write(other.id)
    await jira.advance(2000)
    await write(one.id)

    expect(wait).toBe(2000)
    expect(jira.refused()).toBe(1)
  })

  it('let a hundred writes to an issue through in thirty seconds', async () => {
    const { id } = await bench.file()
    for (let i = 0; i < 100; i++) {
      await write(id)
      await bench.jira.advance(200)
    }

    expect(await waitOf(write(id))).toBe(10_000)
  })

  it('let fifty PUTs and a hundred GETs of a kind through in a second', async () => {
    const issues = bench.jira.seed(51)
    const check = () =>
      getMyPermissions(bench.client, { projectKey: 'PAY', permissions: 'CREATE_ISSUES' })
    for (const { id } of issues.slice(1)) await write(id)
    for (let i = 0; i < 100; i++) await check()

    expect(await waitOf(write(issues[0]?.id ?? ''))).toBe(1000)
    expect(await waitOf(check())).toBe(1000)
  })

  it('say which of them was met, in a header that jira.js does not hand on', async () => {
    const { id } = await bench.file()
    for (let i = 0; i < 20; i++) await write(id)

    const { url, token } = bench.jira
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${url}/rest/api/3/issue/${id}`, { method: 'DELETE', headers })

    expect(answer.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write')
  })

  it('do not hold for a person, nor where they are off', async () => {
    const issue = await bench.file()
    for (let i = 0; i < 21; i++) await bench.person.label(issue, `label-${i}`)
    bench.jira.limit(false)
    for (let i = 0; i < 21; i++) await write(issue.id)

    expect(bench.jira.refused()).toBe(0)
  })
})

import { getCurrentUser, getIssue, getProject, getServerInfo } from 'jira.js/cloud'
import { createClient, isNetworkError, isRateLimitError } from 'jira.js/core'
import { describe, expect, it } from 'vitest'
import { clientOf } from '../client.ts'
import { openBench, refusalOf } from './bench.ts'

describe('the test Jira', () => {
  const bench = openBench({ webhooks: true })

  it('knows its tokens, by e-mail and as bearers, at its own address and behind the gateway', async () => {
    const { jira } = bench
    const bearer = (token: string, host = jira.url) =>
      createClient({ host, auth: { type: 'bearer', token }, onSchemaMismatch: 'throw' })
    const scoped = await getCurrentUser(bearer(jira.token, `${jira.url}/ex/jira/cloud-1`))
    const none = await refusalOf(getCurrentUser(createClient({ host: jira.url })))
    jira.accept('next-token')
    const old = await refusalOf(getCurrentUser(bench.client))
    const next = await getCurrentUser(bearer('next-token'))

    expect([none.status, old.status]).toEqual([401, 401])
    expect(scoped.accountId).toBe('712020:bot')
    expect(next.emailAddress).toBe('bot@acme.example')
  })

  it('says who it is, by its own clock', async () => {
    const { baseUrl, serverTime } = await getServerInfo(bench.client)

    expect(baseUrl).toBe(bench.jira.url)
    expect(Number(serverTime)).toBe(bench.jira.now())
  })

  it('has no search but the new one', async () => {
    const search = { url: '/rest/api/3/search', method: 'GET' as const }

    expect(await refusalOf(bench.client.sendRequest(search))).toMatchObject({ status: 410 })
  })

  it('meets a request with a fault, once, and does the work or not', async () => {
    const { jira, person } = bench
    jira.fail({ kind: 'offline' }, { after: 1 })
    await bench.file()
    const second = await bench.file().catch((error: unknown) => error)
    jira.fail({ kind: 'commit-then-drop' })
    const third = await bench.file().catch((error: unknown) => error)
    jira.fail({ kind: 'commit-then-502' })
    const fourth = await refusalOf(bench.file())

    expect([second, third].map(isNetworkError)).toEqual([true, true])
    expect(fourth.status).toBe(502)
    expect(await person.countIn('PAY')).toBe(3)
    expect(jira.log).toEqual([201, -1, -1, 502].map((status) => `POST /rest/api/3/issue ${status}`))
    expect([jira.calls('POST', /\/issue$/), jira.calls('GET', /\/issue$/)]).toEqual([4, 0])
  })

  it('answers too many requests as told, with a header or without', async () => {
    bench.jira.fail({ kind: 'answer', status: 429 })
    const bare = await bench.file().catch((error: unknown) => error)
    bench.jira.fail({ kind: 'answer', status: 429, headers: { 'retry-after': '7' } })
    const told = await bench.file().catch((error: unknown) => error)

    expect([bare, told].map((error) => isRateLimitError(error) && error.retryAfterMs)).toEqual([
      undefined,
      7000,
    ])
  })

  it('takes as long as told, but not for a person', async () => {
    bench.jira.latency(500)
    const order: string[] = []
    const ask = async (login: 'bot' | 'casey') => {
      await getServerInfo(clientOf(bench.jira, login))
      order.push(login)
    }

    await Promise.all([ask('bot'), ask('casey')])

    expect(order).toEqual(['casey', 'bot'])
  })

  it('hides a project from the connector, and nothing from a person', async () => {
    const { client, jira, person } = bench
    const issue = await bench.file()
    jira.configure('PAY', { hidden: true })

    const asked = [
      getProject(client, { projectIdOrKey: 'PAY' }),
      getIssue(client, { issueIdOrKey: issue.id }),
      getProject(client, { projectIdOrKey: 'NOPE' }),
    ].map(async (call) => (await refusalOf(call)).status)

    expect(await Promise.all(asked)).toEqual([404, 404, 404])
    expect((await person.read(issue)).title).toBe('A finding')
  })

  it('shows what a project has', async () => {
    const project = await getProject(clientOf(bench.jira, 'casey'), { projectIdOrKey: 'PAY' })

    expect(project).toMatchObject({ key: 'PAY', name: 'Payments', projectTypeKey: 'software' })
    expect(project.issueTypes?.map(({ name }) => name)).toEqual(['Bug', 'Task'])
  })
})

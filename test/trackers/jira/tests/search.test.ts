import {
  editIssue,
  searchAndReconsileIssuesUsingJql,
  searchAndReconsileIssuesUsingJqlPost,
} from 'jira.js/cloud'
import { describe, expect, it } from 'vitest'
import { openBench, refusalOf } from './bench.ts'

describe("the test Jira's search", () => {
  const bench = openBench({ webhooks: true })

  type Query = Partial<Parameters<typeof searchAndReconsileIssuesUsingJqlPost>[1]>
  const search = (jql: string, more: Query = {}) =>
    searchAndReconsileIssuesUsingJqlPost(bench.client, { jql, fields: ['summary'], ...more })
  const keysOf = async (jql: string, more: Query = {}) =>
    (await search(jql, more)).issues?.map(({ key }) => key)

  it('finds by project, label, key, id and time, in the order that is asked for', async () => {
    const { jira } = bench
    const first = await bench.file({ labels: ['lockstep-1'] })
    await jira.advance(1000)
    const now = jira.now()
    await bench.file({ project: { key: 'OPS' }, labels: ['lockstep-1', 'b'] })
    await bench.file({ labels: ['say:"hi"'] })

    expect(await keysOf('project = "PAY" ORDER BY updated DESC, key')).toEqual(['PAY-2', 'PAY-1'])
    expect(await keysOf('project in (PAY, OPS) order by created asc, key desc')).toEqual([
      ...['PAY-1', 'PAY-2', 'OPS-1'],
    ])
    expect(await keysOf('project = PAY AND labels = "lockstep-1"')).toEqual(['PAY-1'])
    expect(await keysOf('labels = "say:\\"hi\\""')).toEqual(['PAY-2'])
    expect(await keysOf(`project = PAY AND updated >= ${now}`)).toEqual(['PAY-2'])
    expect(await keysOf(`project = PAY AND created < ${now}`)).toEqual(['PAY-1'])
    expect(await keysOf(`id in (${first.id}) AND key in (PAY-1, OPS-1)`)).toEqual(['PAY-1'])
  })

  it.each([
    ['', 'Unbounded JQL queries are not allowed here.'],
    ['ORDER BY updated', 'Unbounded JQL queries are not allowed here.'],
    ['project = "NOPE"', "The value 'NOPE' does not exist for the field 'project'."],
    ['key in (PAY-1)', "An issue with key 'PAY-1' does not exist for field 'key'."],
    ['key in (PAY-1, PAY-2)', "'PAY-1' does not exist for field 'key'.,An issue with key 'PAY-2'"],
    ['project = PAY OR project = OPS', "Error in the JQL Query: Expecting 'and'."],
    ['project = PAY updated > 1', "Error in the JQL Query: Expecting 'and'."],
    ['updated >= "2026-01-01 10:00"', 'invalid'],
    ['project = "PAY', 'Error in the JQL Query'],
    ['colour = red', "Field 'colour' does not exist"],
  ])('refuses %j', async (jql, words) => {
    const { status, messages } = await refusalOf(search(jql))

    expect([status, messages.join()]).toEqual([400, expect.stringContaining(words)])
  })

  it('shows ids, or what is asked for, a page at a time, by GET as by POST', async () => {
    bench.jira.seed(105)
    const byKey = await keysOf('project = PAY ORDER BY key')
    await bench.file({}, [{ key: 'lockstep', value: 'k' }])
    const jql = 'project = PAY ORDER BY updated DESC'
    const query = { jql, fields: ['key', 'created'], properties: ['lockstep'], maxResults: 5000 }

    const bare = await searchAndReconsileIssuesUsingJqlPost(bench.client, { jql, maxResults: 200 })
    const first = await searchAndReconsileIssuesUsingJql(bench.client, query)
    const nextPageToken = first.nextPageToken ?? ''
    const last = await searchAndReconsileIssuesUsingJql(bench.client, { ...query, nextPageToken })
    const wrong = await refusalOf(search('project = OPS', { nextPageToken }))

    expect(bare.issues?.slice(0, 1)).toEqual([{ id: expect.any(String) }])
    expect([bare.issues?.length, bare.isLast, bare.nextPageToken]).toEqual([106, true, undefined])
    expect([first.issues?.length, first.isLast, last.issues?.length]).toEqual([100, false, 6])
    expect(first.issues?.[0]).toMatchObject({ key: 'PAY-106', properties: { lockstep: 'k' } })
    expect(last.isLast).toBe(true)
    expect(byKey?.slice(0, 2)).toEqual(['PAY-1', 'PAY-2'])
    expect(wrong.status).toBe(400)
  })

  it('goes on behind the last page where issues change in between', async () => {
    const [one, two, three] = [await bench.file(), await bench.file(), await bench.file()]
    const jql = 'project = PAY ORDER BY updated ASC'
    const { nextPageToken } = await search(jql, { maxResults: 1 })
    await bench.jira.advance(1000)
    await bench.person.label(one, 'theirs')

    const keys = await keysOf(jql, { nextPageToken: nextPageToken ?? '' })

    expect(keys).toEqual([two.key, three.key, one.key])
  })

  it('is behind by as much as told, but for what it reconciles', async () => {
    const { client, jira, person } = bench
    jira.lag(60_000)
    const { id } = await bench.file({ labels: ['a'] })
    const atOnce = await keysOf('labels = a')
    const seenByCasey = await person.countIn('PAY')
    const reconciled = await keysOf('labels = a', { reconcileIssues: [Number(id)] })
    await jira.advance(60_000)
    const later = await keysOf('labels = a')
    await editIssue(client, { issueIdOrKey: id, fields: { labels: ['b'] } })
    const stale = [await keysOf('labels = a'), await keysOf('labels = b')]
    await jira.advance(60_000)

    expect([atOnce, reconciled, later, ...stale]).toEqual([[], ['PAY-1'], ['PAY-1'], ['PAY-1'], []])
    expect([await keysOf('labels = a'), await keysOf('labels = b')]).toEqual([[], ['PAY-1']])
    expect(seenByCasey).toBe(1)
  })

  it('says how many comments there are, and shows twenty', async () => {
    const issue = await bench.file()
    for (let i = 0; i < 21; i++) await bench.person.say(issue, `Comment ${i}`)

    const { issues } = await search('project = PAY', { fields: ['comment'] })

    const { total, comments } = issues?.[0]?.fields?.comment ?? {}
    expect([total, comments.length]).toEqual([21, 20])
  })

  it('knows nothing of a project that is hidden, or of an issue that is gone', async () => {
    const issue = await bench.file()
    const { id } = await bench.file({ labels: ['a'] })
    await bench.person.remove(issue)
    const left = await keysOf('project = PAY')
    bench.jira.configure('PAY', { hidden: true })

    expect([left, await keysOf('labels = a')]).toEqual([['PAY-2'], []])
    expect(await refusalOf(search('project = PAY'))).toMatchObject({ status: 400 })
    expect(await refusalOf(search(`id = ${id}`))).toMatchObject({ status: 400 })
  })
})

import { findAssignableUsers, findUsers, getMyPermissions, searchPriorities } from 'jira.js/cloud'
import { describe, expect, it } from 'vitest'
import { openBench, refusalOf } from './bench.ts'

describe("the test Jira's people", () => {
  const bench = openBench({ webhooks: true })

  const namesOf = async (query: string) =>
    (await findUsers(bench.client, { query })).map(({ displayName }) => displayName)

  it('are found by how a name or an e-mail begins, even one that is not shown', async () => {
    const [dana] = await findUsers(bench.client, { query: 'dana@acme.example' })
    const [casey] = await findUsers(bench.client, { query: 'casey' })

    expect(await namesOf('robin@acme.example')).toEqual(['Robin Roe', 'Robin Rover'])
    expect(await namesOf('nobody')).toEqual([])
    expect(dana).toMatchObject({
      accountId: expect.stringMatching(/^712020:[\da-f-]{36}$/),
      displayName: 'Dana',
    })
    expect([dana?.emailAddress, casey?.emailAddress]).toEqual([undefined, 'casey@acme.example'])
  })

  it('may not all be assigned', async () => {
    const query = 'outsider@acme.example'
    const assignable = await findAssignableUsers(bench.client, { query, project: 'PAY' })

    expect([await namesOf(query), assignable]).toEqual([['Outsider'], []])
    const nowhere = findAssignableUsers(bench.client, { query, project: 'NOPE' })
    expect(await refusalOf(nowhere)).toMatchObject({ status: 404 })
  })

  it('may do what their permissions say', async () => {
    const asked = { projectKey: 'PAY', permissions: 'BROWSE_PROJECTS,CREATE_ISSUES' }
    const have = async () =>
      Object.values((await getMyPermissions(bench.client, asked)).permissions ?? {}).map(
        ({ havePermission }) => havePermission,
      )
    const before = await have()
    bench.jira.configure('PAY', { denied: 403 })

    expect([before, await have()]).toEqual([
      [true, true],
      [true, false],
    ])
    const nowhere = getMyPermissions(bench.client, { ...asked, projectKey: 'NOPE' })
    expect(await refusalOf(nowhere)).toMatchObject({ status: 404 })
  })

  it('have five priorities to choose from', async () => {
    const { values } = await searchPriorities(bench.client)

    expect(values.map(({ name }) => name)).toEqual(['Highest', 'High', 'Medium', 'Low', 'Lowest'])
  })
})

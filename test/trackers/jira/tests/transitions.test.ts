import { doTransition, getIssue, getResolution, getTransitions } from 'jira.js/cloud'
import { describe, expect, it } from 'vitest'
import { stamp } from '../rest/wire.ts'
import { type Workflow, workflows } from '../workflows.ts'
import { openBench, refusalOf } from './bench.ts'

describe("the test Jira's transitions", () => {
  const bench = openBench({ webhooks: true })

  const follow = (issueIdOrKey: string, id: string, fields = {}) =>
    doTransition(bench.client, { issueIdOrKey, transition: { id }, fields })

  const start = async (workflow: Workflow) => {
    bench.jira.configure('PAY', { workflow })
    return (await bench.file()).id
  }

  const namesFrom = async (issueIdOrKey: string) =>
    (await getTransitions(bench.client, { issueIdOrKey })).transitions?.map(({ name }) => name)

  it('lead on from where an issue is, and say what their screens ask for', async () => {
    const id = await start(workflows.steps)
    const first = await namesFrom(id)
    await follow(id, '4')
    const asked = { issueIdOrKey: id, expand: 'transitions.fields' }
    const { transitions = [] } = await getTransitions(bench.client, asked)

    expect(first).toEqual(['Start work'])
    expect(transitions).toMatchObject([
      { name: 'Resolve', to: { name: 'Done', statusCategory: { key: 'done' } }, hasScreen: true },
    ])
    const resolution = transitions[0]?.fields?.resolution
    expect(resolution).toMatchObject({ required: true, name: 'Resolution' })
    const { id: usual } = resolution.allowedValues[0]
    expect(await getResolution(bench.client, { id: usual })).toMatchObject({ name: 'Done' })
  })

  it('take what their screens have, and set when the category and the resolution changed', async () => {
    const id = await start(workflows.steps)
    await bench.jira.advance(1000)
    await follow(id, '4')
    const missing = await refusalOf(follow(id, '5'))
    await follow(id, '5', { resolution: { name: 'Duplicate' } })

    const { fields } = await getIssue(bench.client, { issueIdOrKey: id })

    const at = stamp(bench.jira.now())
    expect(missing).toEqual({
      status: 400,
      messages: [],
      errors: { resolution: 'Resolution is required.' },
    })
    expect(fields).toMatchObject({
      status: { name: 'Done' },
      resolution: { name: 'Duplicate' },
      ...{ resolutiondate: at, statuscategorychangedate: at, updated: at },
    })
  })

  it('set the resolution where nobody does, and take it away on the way back', async () => {
    const id = await start(workflows.silent)
    await follow(id, '31')
    const done = await getIssue(bench.client, { issueIdOrKey: id })
    await follow(id, '11')
    const back = await getIssue(bench.client, { issueIdOrKey: id })

    expect(done.fields?.resolution.name).toBe('Done')
    expect([back.fields?.resolution, back.fields?.resolutiondate]).toEqual([null, null])
  })

  it('refuse what is not on the screen, what is not a step, and one of two at a time', async () => {
    const id = await start(workflows.silent)
    const resolution = { name: 'Done' }
    const offScreen = await refusalOf(follow(id, '31', { resolution }))
    const unknown = await refusalOf(follow(id, '5'))
    bench.jira.conflict()
    const conflict = await refusalOf(follow(id, '31'))
    await follow(id, '31')

    expect(offScreen.errors.resolution).toContain('It is not on the appropriate screen')
    expect([unknown.status, conflict.status]).toEqual([400, 409])
  })

  it('may never lead to done', async () => {
    const id = await start(workflows.endless)
    await follow(id, '4')

    expect(await namesFrom(id)).toEqual(['Put back'])
    await expect(bench.person.close({ target: 'PAY', id, key: '' }, 'completed')).rejects.toThrow()
  })

  it('are walked by a person, to done for a reason and back', async () => {
    const { person } = bench
    const id = await start(workflows.steps)
    const issue = { target: 'PAY', id, key: '' }

    await person.close(issue, 'not_planned')
    const closed = await person.read(issue)
    await person.reopen(issue)

    expect(closed.state).toEqual({ status: 'closed', reason: 'not_planned' })
    expect((await person.read(issue)).state).toEqual({ status: 'open', reason: null })
  })
})

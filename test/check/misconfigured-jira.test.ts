import { doTransition } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CheckRow } from '../../src/domain/check.ts'
import { clientOf } from '../trackers/jira/client.ts'
import type { Jira } from '../trackers/jira/jira.ts'
import { startJira } from '../trackers/jira/server.ts'
import { jiraKinds, settingsFor } from '../trackers/jira/tracker.ts'
import { workflows } from '../trackers/jira/workflows.ts'
import { findings, rowsWith } from './bench.ts'

describe.each(jiraKinds)('Jira $name:', ({ dataCenter }) => {
  let jira: Jira
  beforeAll(async () => {
    jira = await startJira({ dataCenter })
  })
  beforeEach(() => jira.reset())
  afterAll(() => jira.stop())

  it('nothing is found in a set-up that is right', async () => {
    jira.seed(1)

    const rows = await check()

    expect(findings(rows)).toEqual([])
    expect(rows.map(({ message }) => message)).toContain(
      "Each resolution counts: Done as completed, Won't Do as not_planned, Duplicate as duplicate, Cannot Reproduce as not_planned.",
    )
  })

  it('names a token that is refused', async () => {
    expect(findings(await check({ env: { JIRA_API_TOKEN: 'wrong-token' } }))).toEqual([
      {
        level: 'problem',
        subject: 'Jira',
        message: expect.stringMatching(/^Jira rejects the log-in: /),
        remedy:
          'Set a valid JIRA_API_TOKEN, made by the user of JIRA_EMAIL at https://id.atlassian.com, or a personal access token of Data Center as JIRA_TOKEN, and restart.',
      },
    ])
  })

  it('names a project that is not there', async () => {
    expect(findings(await check({ env: { JIRA_PROJECT: 'PYA' } }))).toEqual([
      {
        level: 'problem',
        subject: 'PYA',
        message: expect.stringMatching(
          /^Jira shows no project PYA to this log-in: No project could be found/,
        ),
        remedy: "Correct JIRA_PROJECT or the route's target, or let the user browse PYA.",
      },
    ])
  })

  it('names a project that is archived', async () => {
    jira.configure('PAY', { isArchived: true })

    expect(findings(await check())).toEqual([
      {
        level: 'problem',
        subject: 'PAY',
        message: 'The project is archived.',
        remedy: 'Restore it under Projects, Archived projects, or route its findings elsewhere.',
      },
    ])
  })

  it('names an issue type that the project does not have, and those it has', async () => {
    expect(findings(await check({ env: { JIRA_ISSUE_TYPE: 'Vulnerability' } }))).toEqual([
      {
        level: 'problem',
        subject: 'PAY',
        message: 'PAY has no issue type "Vulnerability"; it has: Bug, Task.',
        remedy: 'Set JIRA_ISSUE_TYPE, or issueType in the route\'s "to", to one of those.',
      },
    ])
  })

  it('names a field that Jira requires, with the line to add', async () => {
    const team = {
      key: 'customfield_10010',
      name: 'Team',
      required: true,
      options: ['Red', 'Blue'],
    }
    jira.configure('PAY', { customFields: [team] })

    expect(findings(await check())).toEqual([
      {
        level: 'problem',
        subject: 'PAY',
        message: 'Jira requires "Team" (customfield_10010) for a Bug in PAY.',
        remedy:
          'Add to the route\'s "to": fields: { customfield_10010: { value: "Red" } }. Team may be: Red, Blue.',
      },
    ])
  })

  it('asks for no field that the route gives', async () => {
    const team = {
      key: 'customfield_10010',
      name: 'Team',
      required: true,
      options: ['Red', 'Blue'],
    }
    jira.configure('PAY', { customFields: [team] })
    const routes = 'routes: [{ to: { tracker: jira, fields: { Team: { value: Red } } } }]'

    expect(findings(await check({ routes }))).toEqual([])
  })

  it('names a workflow in which no issue can be closed', async () => {
    jira.configure('PAY', { workflow: workflows.endless })
    const [, { key = '' } = {}] = jira.seed(2)
    const unsure = await check()
    await doTransition(clientOf(jira, 'casey'), { issueIdOrKey: key, transition: { id: '4' } })

    expect(findings(unsure)).toEqual([])
    expect(findings(await check())).toEqual([
      {
        level: 'problem',
        subject: 'PAY',
        message: expect.stringMatching(
          /^No transition leads from (To Do, In Progress|In Progress, To Do) to a status of the category Done\.$/,
        ),
        remedy: 'Add one to the workflow of PAY, and let the user of Lockstep take it.',
      },
    ])
  })

  it('names a resolution that closing requires, with the line to add', async () => {
    jira.configure('PAY', { workflow: workflows.steps })
    const [{ key = '' } = {}] = jira.seed(1)
    await doTransition(clientOf(jira, 'casey'), { issueIdOrKey: key, transition: { id: '4' } })

    expect(findings(await check())).toEqual([
      expect.objectContaining({
        level: 'problem',
        remedy: expect.stringMatching(
          /^Add to the route's "to": fields: \{ resolution: \{ name: "Done" \} \}\./,
        ),
      }),
    ])
  })

  it('names each permission that the log-in lacks', async () => {
    jira.configure('PAY', { lacking: ['TRANSITION_ISSUES', 'ADD_COMMENTS'] })

    expect(findings(await check())).toEqual([
      {
        level: 'problem',
        subject: 'PAY',
        message: 'The log-in lacks the permission Transition Issues.',
        remedy: 'Grant Transition Issues to the user in the permission scheme of PAY.',
      },
      expect.objectContaining({
        level: 'warning',
        remedy: 'Grant Add Comments to the user in the permission scheme of PAY.',
      }),
    ])
  })

  it('names severities that have no priority, with the line to add', async () => {
    jira.configure('PAY', {
      priorities: [
        { id: '1', name: 'P1' },
        { id: '2', name: 'High' },
      ],
    })

    const [row] = findings(await check())
    expect(row).toMatchObject({ level: 'warning', subject: 'PAY' })
    expect(row?.message).toBe(
      'PAY has no priority for the severity critical, medium, low, info; it has: P1, High.',
    )
    expect(row?.remedy).toMatch(
      /^Add to the routes file: severities: \{ critical: \{ jira: "P1" \}/,
    )
  })

  it('names a Jira that cannot be reached', async () => {
    expect(findings(await check({ env: { JIRA_URL: 'http://127.0.0.1:9' } }))).toEqual([
      expect.objectContaining({
        level: 'problem',
        subject: 'Jira',
        remedy:
          'Check JIRA_URL, https://NAME.atlassian.net or your Data Center with its context path, and that this machine may connect to it.',
      }),
    ])
  })

  function check(
    options: { env?: Record<string, string>; routes?: string } = {},
  ): Promise<readonly CheckRow[]> {
    const { env, ...rest } = options
    const { JIRA_WEBHOOK_SECRET: _, ...settings } = settingsFor(jira)
    return rowsWith({ ...rest, env: { ...settings, ...env } })
  }
})

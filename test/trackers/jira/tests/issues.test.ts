import {
  assignIssue,
  deleteIssue,
  editIssue,
  getCreateIssueMetaIssueTypeId,
  getCreateIssueMetaIssueTypes,
  getIssue,
  getIssueProperty,
} from 'jira.js/cloud'
import { describe, expect, it } from 'vitest'
import { casey, dana } from '../people.ts'
import { typed } from '../rest/adf.ts'
import { stamp } from '../rest/wire.ts'
import { openBench, refusalOf } from './bench.ts'

const team = { key: 'customfield_10010', name: 'Team', required: true, options: ['Web', 'App'] }

describe("the test Jira's issues", () => {
  const bench = openBench({ webhooks: true })

  const fieldsOf = async (idOrKey: string) =>
    (await getIssue(bench.client, { issueIdOrKey: idOrKey })).fields ?? {}

  it('are filed with all that was given, and with what Jira adds', async () => {
    const description = typed('See the rule.')
    const given = { labels: ['b', 'a', 'b'], description, duedate: '2026-02-28' }
    const chosen = { priority: { name: 'High' }, components: [{ name: 'Backend' }] }
    const property = { key: 'lockstep', value: { key: 'k-1' } }

    const { id } = await bench.file(
      { ...given, ...chosen, assignee: { accountId: dana.accountId } },
      [property, { key: 'other', value: 1 }],
    )

    expect(await fieldsOf(id)).toMatchObject({
      ...{ ...given, ...chosen, labels: ['a', 'b'] },
      ...{ summary: 'A finding', resolution: null, resolutiondate: null },
      ...{ created: stamp(bench.jira.now()), updated: stamp(bench.jira.now()) },
      status: { name: 'To Do', statusCategory: { key: 'new' } },
      assignee: { displayName: 'Dana' },
      comment: { total: 0 },
    })
    const kept = { issueIdOrKey: id, propertyKey: 'lockstep' }
    expect(await getIssueProperty(bench.client, kept)).toEqual(property)
    const asked = { issueIdOrKey: id, fields: ['summary'], properties: ['lockstep'] }
    const { fields, properties } = await getIssue(bench.client, asked)
    expect([fields, properties]).toEqual([{ summary: 'A finding' }, { lockstep: property.value }])
  })

  it.each([
    ['summary', { summary: undefined }, 'You must specify a summary of the issue.'],
    ['summary', { summary: 'x'.repeat(256) }, "Summary can't exceed 255 characters."],
    ['summary', { summary: 'a\nb' }, 'newline'],
    ['description', { description: typed('x'.repeat(32_767)) }, 'CONTENT_LIMIT_EXCEEDED'],
    ['description', { description: { ...typed(''), content: [{ type: 'p' }] } }, 'INVALID_INPUT'],
    ['labels', { labels: ['a b'] }, "The label 'a b' contains spaces"],
    ['labels', { labels: ['x'.repeat(256)] }, '255'],
    ['priority', { priority: { name: 'Blocker' } }, 'The priority selected is invalid.'],
    ['duedate', { duedate: '28.2.2026' }, 'yyyy-MM-dd'],
    ['assignee', { assignee: { accountId: '712020:outsider' } }, 'cannot be assigned issues'],
    ['issuetype', { issuetype: { name: 'Epic' } }, 'The issue type selected is invalid.'],
    ['project', { project: { key: 'NOPE' } }, 'valid project is required'],
    ['severity', { severity: 'high' }, "Field 'severity' cannot be set."],
  ])('are refused for their %s: %#', async (field, fields, words) => {
    const { status, errors } = await refusalOf(bench.file(fields))

    expect([status, Object.keys(errors)]).toEqual([400, [field]])
    expect(errors[field]).toContain(words)
    expect(await bench.person.countIn('PAY')).toBe(0)
  })

  it("are described as they are checked: what is on the screen, and what can't be left out", async () => {
    bench.jira.configure('PAY', { screen: ['description'], customFields: [team] })
    const project = { projectIdOrKey: 'PAY' }
    const { issueTypes = [] } = await getCreateIssueMetaIssueTypes(bench.client, project)
    const type = { ...project, issueTypeId: issueTypes[0]?.id ?? '' }

    const { fields = [] } = await getCreateIssueMetaIssueTypeId(bench.client, type)
    const without = await refusalOf(bench.file({ priority: { name: 'High' } }))
    await bench.file({ customfield_10010: { value: 'Web' } })

    expect(fields.filter(({ required }) => required).map(({ key }) => key)).toEqual([
      ...['project', 'issuetype', 'summary', 'reporter', 'customfield_10010'],
    ])
    expect(fields.some(({ key }) => key === 'priority')).toBe(false)
    expect(fields.at(-1)).toMatchObject({ name: 'Team', allowedValues: [{ value: 'Web' }, {}] })
    expect(without.errors).toEqual({
      customfield_10010: 'Team is required.',
      priority: "Field 'priority' cannot be set. It is not on the appropriate screen, or unknown.",
    })
  })

  it('are edited field by field, and assigned', async () => {
    const { client, jira } = bench
    const property = { key: 'lockstep', value: 'k' }
    const { id } = await bench.file({ labels: ['old', 'kept'] }, [property])
    const created = stamp(jira.now())
    await jira.advance(1000)
    const labels = [{ add: 'new' }, { remove: 'old' }, { remove: 'never there' }]

    await editIssue(client, { issueIdOrKey: id, fields: { summary: 'B' }, update: { labels } })
    await assignIssue(client, { issueIdOrKey: id, accountId: casey.accountId })
    const tooLong = { issueIdOrKey: id, fields: { summary: 'x'.repeat(256) } }
    const refused = await refusalOf(editIssue(client, tooLong))
    const empty = { issueIdOrKey: id, fields: { summary: null } }
    const emptied = await refusalOf(editIssue(client, empty))

    const changed = { summary: 'B', labels: ['kept', 'new'], assignee: { displayName: 'Casey' } }
    const stamps = { created, updated: stamp(jira.now()) }
    expect([refused.status, emptied.status]).toEqual([400, 400])
    const kept = { issueIdOrKey: id, propertyKey: 'lockstep' }
    expect(await getIssueProperty(client, kept)).toEqual(property)
    const none = getIssueProperty(client, { ...kept, propertyKey: 'none' })
    expect(await refusalOf(none)).toMatchObject({ status: 404 })
    expect(await fieldsOf(id)).toMatchObject({ ...changed, ...stamps })
  })

  it('are found under their old key where they were moved, and not at all where deleted', async () => {
    const { client, jira } = bench
    const { id, key } = await bench.file()
    jira.move(key, 'OPS')

    const moved = await getIssue(client, { issueIdOrKey: key })
    await deleteIssue(client, { issueIdOrKey: key })
    const gone = await refusalOf(getIssue(client, { issueIdOrKey: id }))

    expect([moved.id, moved.key, moved.fields?.project.key]).toEqual([id, 'OPS-1', 'OPS'])
    expect(gone.status).toBe(404)
  })

  it('are found under the key that their project had, also those that were filed later', async () => {
    const { client, jira } = bench
    const first = await bench.file()
    jira.rename('PAY', 'SHOP')
    const later = await bench.file()

    const keys = ['PAY-1', 'SHOP-1', 'PAY-2'].map((issueIdOrKey) =>
      getIssue(client, { issueIdOrKey }),
    )
    const found = (await Promise.all(keys)).map(({ id, key }) => [id, key])

    expect(found).toEqual([
      [first.id, 'SHOP-1'],
      [first.id, 'SHOP-1'],
      [later.id, 'SHOP-2'],
    ])
  })

  it.each([400, 403, 404] as const)(
    'cannot be written with %i where that is denied',
    async (denied) => {
      const { client, jira } = bench
      const { id } = await bench.file()
      jira.configure('PAY', { denied })

      const creating = await refusalOf(bench.file())
      const editing = await refusalOf(editIssue(client, { issueIdOrKey: id, fields: {} }))

      expect([creating.status, editing.status]).toEqual([denied, denied])
      expect(JSON.stringify(creating)).toContain('You do not have permission to create issues')
      expect((await getIssue(client, { issueIdOrKey: id })).id).toBe(id)
    },
  )

  it('are told as recorded: packed, with limits, empty fields, and the category of their status', async () => {
    const { jira } = bench
    await bench.file()
    const login = Buffer.from(`${jira.email}:${jira.token}`).toString('base64')
    const answer = await fetch(`${jira.url}/rest/api/3/issue/PAY-1`, {
      headers: { authorization: `Basic ${login}`, 'accept-encoding': 'gzip' },
    })
    const { fields } = (await answer.json()) as { fields: Record<string, unknown> }

    const empty = Object.keys(fields).filter((name) => name.startsWith('customfield_'))
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('349')
    expect(empty).toHaveLength(60)
    expect(fields.statusCategory).toMatchObject({ key: 'new' })
    expect(fields.statuscategorychangedate).toMatch(/\+0200$/)
  })

  it('of type Task have another screen than those of type Bug', async () => {
    const screens = ['10004', '10005'].map(async (issueTypeId) => {
      const place = { projectIdOrKey: 'PAY', issueTypeId }
      const { fields = [] } = await getCreateIssueMetaIssueTypeId(bench.client, place)
      return fields.map(({ fieldId }) => fieldId)
    })
    const [bug, task] = await Promise.all(screens)

    const added = ['parent', 'issuelinks', 'attachment', 'fixVersions', 'customfield_10014']
    expect(bug).toContain('duedate')
    expect(task).not.toContain('duedate')
    expect(task).toEqual(expect.arrayContaining(added))
  })
})

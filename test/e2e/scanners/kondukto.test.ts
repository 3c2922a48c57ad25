import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import vendorPayload from '../../samples/kondukto-create.json' with { type: 'json' }
import { makeFinding } from '../../support/finding.ts'
import { type Scanners, startScanners } from './bench.ts'

let scanners: Scanners
beforeEach(() => {
  scanners = startScanners()
})
afterEach(() => scanners.stop())

describe("Go's empty values mean that nothing is said", () => {
  it('a PATCH of the status alone changes the status alone', async () => {
    const id = await create(makeFinding({ labels: ['Bug'], severity: 'low' }))

    const empty = { severity: '', labels: null, body: '' }
    const { status, body } = await patch(id, { status: 'closed', ...empty })

    expect([status, body]).toEqual([200, { id, status: 'closed' }])
    const [issue] = await scanners.issues()
    expect(issue).toMatchObject({ status: 'closed', reason: 'completed' })
    expect(issue?.labels).toEqual(expect.arrayContaining(['Bug', 'severity:low']))
    expect(issue?.body).toContain('Text of finding')
  })

  it.each([
    [{ status: null, severity: 'high', labels: null, body: null }],
    [{ status: '', severity: 'HIGH', body: '' }],
  ])('a PATCH %j changes the severity alone', async (change) => {
    const id = await create(makeFinding({ severity: 'low' }))

    expect(await patch(id, change)).toMatchObject({ status: 200, body: { id, status: 'open' } })
    expect((await scanners.issues())[0]?.labels).toContain('severity:high')
  })

  it.each(['', null])('a create with the status %j is an open issue', async (status) => {
    await create(makeFinding({ status }))

    expect((await scanners.issues())[0]?.status).toBe('open')
  })

  it('a create with every field empty but the title is filed', async () => {
    const empty = { status: '', name: '', path: '', severity: '', template_md: '', due_date: '' }
    const more = { link: '', labels: null, assignee: null, vulnerability: null, project_name: '' }

    await create({ ...empty, ...more, title: 'T' })

    expect((await scanners.issues())[0]?.title).toBe('T')
  })
})

describe('a due date that is none', () => {
  it.each([
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00+03:00',
    '0000-12-31T21:00:00Z',
    '1970-01-01T00:00:00Z',
  ])('%s is not shown as one', async (due_date) => {
    const id = await create(makeFinding({ due_date }))

    expect((await get(id)).due_date).toBe('')
  })
})

describe('GET shows the issue as it is in the tracker', () => {
  it('without the label of the severity that it had before', async () => {
    const id = await create(makeFinding({ labels: ['Bug'], severity: 'low' }))
    await edit('Bug\r\nseverity:low\r\nsource:kondukto\r\ntheirs')
    await scanners.settle()
    await poll()

    await patch(id, { severity: 'high' })

    expect((await get(id)).labels).toEqual(['Bug', 'theirs'])
    await scanners.settle()
    await poll()
    expect((await get(id)).labels.toSorted()).toEqual(['Bug', 'theirs'])
  })

  it('with the due date and the labels that came last', async () => {
    const finding = makeFinding({ due_date: '2026-12-01', labels: ['Bug'] })
    const id = await create(finding)

    await create({ ...finding, due_date: '2026-12-24', labels: ['Bug', 'Overdue'] })

    expect(await get(id)).toMatchObject({ due_date: '2026-12-24', labels: ['Bug', 'Overdue'] })
    expect((await scanners.issues())[0]?.labels).toContain('Overdue')
  })

  it('without a label that the scanner took off, but with those that people put on', async () => {
    const finding = makeFinding({ labels: ['Bug', 'Old'] })
    const id = await create(finding)
    await edit('Bug\r\nOld\r\ntheirs')
    await poll()

    await create({ ...finding, labels: ['Bug'] })
    await scanners.settle()

    expect((await scanners.issues())[0]?.labels).toEqual(['Bug', 'theirs'])
    expect((await get(id)).labels).toEqual(['Bug', 'theirs'])
  })

  it('a create that names no labels takes none off', async () => {
    const finding = makeFinding({ labels: ['Bug'] })
    await create(finding)

    await create({ ...finding, labels: null, template_md: 'Rendered anew' })

    const [issue] = await scanners.issues()
    expect(issue?.labels).toContain('Bug')
    expect(issue?.body).toContain('Rendered anew')
  })

  it('with the assignee of the tracker: by e-mail if the routes file knows them, else by name', async () => {
    await scanners.stop()
    scanners = startScanners({ routes: 'assignees: { ann@acme.io: { local: Ann } }' })
    const id = await create(makeFinding({ assignee: { email: 'bob@acme.io', username: 'Bob' } }))
    const seen = [(await get(id)).assignee]
    for (const name of ['Ann', 'Cleo', '']) {
      await assign(name)
      await poll()
      seen.push((await get(id)).assignee)
    }

    expect(seen).toEqual([
      { email: 'bob@acme.io', username: 'Bob' },
      { email: 'ann@acme.io', username: 'Ann' },
      { email: '', username: 'Cleo' },
      { email: '', username: '' },
    ])
  })
})

describe('what Kondukto sends comes back as it was sent', () => {
  it('numbers that JavaScript cannot hold keep every digit', async () => {
    const sent = JSON.stringify({ ...vendorPayload, vulnerability: { id: 'X', score: 'Y' } })
      .replace('"X"', '1640249015470395001')
      .replace('"Y"', '0.12345678901234567890')

    const { status, text } = await scanners.bridge.kondukto('POST', '/api/v1/issues', sent)

    expect(status).toBe(201)
    expect(text).toContain('1640249015470395001')
    expect(text).toContain('0.12345678901234567890')
  })
})

describe('blanks say nothing', () => {
  it('a blank title with a name is filed under the name', async () => {
    await create(makeFinding({ title: '   ', name: 'Old SSH' }))

    expect((await scanners.issues())[0]?.title).toBe('Old SSH')
  })

  it('blanks around a project make no other project', async () => {
    const finding = makeFinding()
    const id = await create(finding)

    expect(await create({ ...finding, project_name: ' shop\n' })).toBe(id)
    expect((await scanners.issues()).map(({ project }) => project)).toEqual(['shop'])
  })

  it('a project of blanks is the default one', async () => {
    await create(makeFinding({ project_name: '  ' }))

    expect((await scanners.issues())[0]?.project).toBe('default')
  })
})

async function create(body: unknown): Promise<string> {
  const answer = await scanners.bridge.kondukto('POST', '/api/v1/issues', body)
  expect(answer.status).toBe(201)
  return answer.body.id
}

function patch(id: string, change: unknown) {
  return scanners.bridge.kondukto('PATCH', `/api/v1/issues/${id}`, change)
}

async function get(id: string) {
  return (await scanners.bridge.kondukto('GET', `/api/v1/issues/${id}`)).body
}

/** A person changes the labels of the shop's first issue. */
function edit(labels: string) {
  return form({ labels })
}

function assign(assignee: string) {
  return form({ assignee })
}

async function form(fields: Record<string, string>) {
  await scanners.settle()
  const [issue] = await scanners.issues()
  const init = { method: 'POST', body: new URLSearchParams(fields) }
  await scanners.bridge.admin(`/admin/projects/${issue?.project}/issues/1/edit`, init)
}

/** Until the bridge knows what changed in the tracker. */
async function poll() {
  await scanners.settle()
  await scanners.bridge.tick()
  await scanners.settle()
}

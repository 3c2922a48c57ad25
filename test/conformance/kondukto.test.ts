import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { issues } from '../../db/schema/index.ts'
import vendorPayload from '../samples/kondukto-create.json' with { type: 'json' }
import { startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

// The vendor's page "Integrate via webhooks", request by request, and the operations its newer pages add.

let bridge: TestBridge
beforeEach(() => {
  bridge = startBridge()
})
afterEach(() => bridge.stop())

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('Test connection', () => {
  it('answers 200 {"connection": true}', async () => {
    const answer = await bridge.kondukto('GET', '/api/v1/test')

    expect(answer).toMatchObject({ status: 200, body: { connection: true } })
  })

  it.each([
    ['without the header', {}, 'missing secret key'],
    ['with an empty one', { 'X-Kondukto-Secret': '' }, 'missing secret key'],
    ['with a wrong one', { 'X-Kondukto-Secret': 'kondukto-secreT' }, 'invalid secret key'],
    [
      'with the beginning of the right one',
      { 'X-Kondukto-Secret': 'kondukto' },
      'invalid secret key',
    ],
  ])('answers 403 %s', async (_, headers: Record<string, string>, message) => {
    const response = await bridge.fetch(new Request('http://bridge/api/v1/test', { headers }))

    expect(response.status).toBe(403)
    expect(await response.json()).toEqual({ message })
  })

  it('accepts every one of several secrets, so that they can be rotated without a gap', async () => {
    const rotating = startBridge({ env: { KONDUKTO_SECRET: 'the-old-secret, the-new-secret' } })

    const statuses = await Promise.all(
      [
        'the-old-secret',
        'the-new-secret',
        'the-old-secret, the-new-secret',
        'the-older-secret',
      ].map(async (secret) => {
        const headers = { 'X-Kondukto-Secret': secret }
        return (await rotating.kondukto('GET', '/api/v1/test', undefined, headers)).status
      }),
    )

    expect(statuses).toEqual([200, 200, 403, 403])
    await rotating.stop()
  })

  it('refuses everybody when no secret is set', async () => {
    const closed = startBridge({ env: { KONDUKTO_SECRET: '' } })

    expect((await closed.kondukto('GET', '/api/v1/test')).status).toBe(403)
    await closed.stop()
  })
})

describe('Create issue', () => {
  it('answers 201 with every documented field exactly as sent, id, links and assignee_id', async () => {
    const { status, body } = await bridge.kondukto('POST', '/api/v1/issues', vendorPayload)

    expect(status).toBe(201)
    expect(body).toEqual({
      ...vendorPayload,
      id: expect.stringMatching(uuid),
      assignee_id: '',
      links: {
        self: `http://127.0.0.1:8787/api/v1/issues/${body.id}`,
        html: 'http://127.0.0.1:8787/admin/projects/project1/issues/1',
      },
    })
  })

  it('echoes nothing that is not documented', async () => {
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding({ extra: 1 }))

    expect(body).not.toHaveProperty('extra')
  })

  it('answers the same id for the same finding, whatever its rendered text, and files nothing twice', async () => {
    const first = await bridge.kondukto('POST', '/api/v1/issues', vendorPayload)
    const again = { ...vendorPayload, template_md: 'rendered anew', title: 'retitled' }

    const second = await bridge.kondukto('POST', '/api/v1/issues', again)

    expect(second).toMatchObject({
      status: 201,
      body: { id: first.body.id, links: first.body.links },
    })
  })

  it.each([
    ['project_name', 'other'],
    ['name', 'other'],
    ['path', 'other'],
    ['link', 'http://other'],
  ])('takes a finding with another %s for another finding', async (field, value) => {
    const first = await bridge.kondukto('POST', '/api/v1/issues', vendorPayload)

    const second = await bridge.kondukto('POST', '/api/v1/issues', {
      ...vendorPayload,
      [field]: value,
    })

    expect(second.body.id).not.toBe(first.body.id)
  })

  it('lets an Idempotency-Key replace what names the finding', async () => {
    const finding = makeFinding()
    const create = (key: string) =>
      bridge.kondukto('POST', '/api/v1/issues', finding, { 'Idempotency-Key': key })

    const [a, again, b] = [await create('a'), await create('a'), await create('b')]

    expect(again.body.id).toBe(a.body.id)
    expect(b.body.id).not.toBe(a.body.id)
  })

  it.each(['title', 'path', 'project_name'])(
    'refuses an Idempotency-Key that came before with another %s, and changes nothing',
    async (field) => {
      const create = (finding: Record<string, unknown>) =>
        bridge.kondukto('POST', '/api/v1/issues', finding, { 'Idempotency-Key': 'once' })
      const { name: _, ...finding } = makeFinding()
      const { body } = await create(finding)

      const other = await create({ ...finding, [field]: 'another' })
      const changed = await create({ ...finding, severity: 'low' })

      expect(other.status).toBe(422)
      expect(other.body.message).toMatch(/^Idempotency-Key: /)
      expect(changed.body.id).toBe(body.id)
      expect(await projects(bridge)).not.toContain('another')
    },
  )

  it('knows an Idempotency-Key again that an earlier version took', async () => {
    const finding = makeFinding()
    const headers = { 'Idempotency-Key': 'old' }
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', finding, headers)
    const key = 'idempotency-key:old'
    await bridge.db.query.update(issues).set({ sourceKey: key }).where(eq(issues.id, body.id))

    const again = await bridge.kondukto('POST', '/api/v1/issues', finding, headers)

    expect(again.body.id).toBe(body.id)
  })

  it('files a false positive and closes it as not planned', async () => {
    const { status, body } = await bridge.kondukto(
      'POST',
      '/api/v1/issues',
      makeFinding({ fp: true }),
    )
    await bridge.tick()

    const read = await bridge.kondukto('GET', `/api/v1/issues/${body.id}`)
    const page = await (await bridge.admin('/admin/projects/shop/issues/1')).text()
    expect(status).toBe(201)
    expect(read.body.status).toBe('closed')
    expect(page).toMatch(/not planned/i)
  })

  it.each([
    ['null for every field but the title', { title: 'T', ...nulls() }],
    ['a title alone', { title: 'T' }],
    ['a name alone', { name: 'N' }],
    ['a severity it does not know', makeFinding({ severity: 'Blocker' })],
    [
      'a vulnerability whose parts are of other types',
      makeFinding({ vulnerability: { detail: { sast: 5, scanner: [] } } }),
    ],
  ])('accepts %s', async (_, finding) => {
    expect((await bridge.kondukto('POST', '/api/v1/issues', finding)).status).toBe(201)
  })

  it.each([
    ['status', 'reopened'],
    ['title', 5],
    ['fp', 'false'],
    ['labels', 'Bug'],
    ['labels.1', ['Bug', 7]],
    ['assignee', 'dev@acme.io'],
    ['assignee.email', { email: 1 }],
    ['template_md', {}],
    ['project_name', ['a']],
    ['vulnerability', 'high'],
  ])(
    'answers 422 naming %s when it is of the wrong shape, and stores nothing',
    async (field, value) => {
      const name = field.split('.')[0] as string
      const { status, body } = await bridge.kondukto(
        'POST',
        '/api/v1/issues',
        makeFinding({ [name]: value }),
      )

      expect(status).toBe(422)
      expect(body.message).toMatch(new RegExp(`^${field}: `))
      expect(await projects(bridge)).not.toContain('shop')
    },
  )

  it('answers 422 naming the title when neither title nor name says what was found', async () => {
    const { status, body } = await bridge.kondukto('POST', '/api/v1/issues', { severity: 'low' })

    expect(status).toBe(422)
    expect(body.message).toMatch(/^title: /)
  })

  it('answers 400 to what is not JSON, 415 to another type and 413 to too much', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

    const broken = await bridge.kondukto('POST', '/api/v1/issues', '{"title": ')
    const typed = await bridge.kondukto('POST', '/api/v1/issues', '{}', form)
    const large = await bridge.kondukto(
      'POST',
      '/api/v1/issues',
      makeFinding({ title: 'x'.repeat(2_000_000) }),
    )

    expect([broken.status, typed.status, large.status]).toEqual([400, 415, 413])
    for (const { body } of [broken, typed, large])
      expect(body).toEqual({ message: expect.any(String) })
  })
})

describe('Create issue, nested too deeply,', () => {
  it.each([101, 5_000, 500_000])(
    'answers 422 to %i levels, which no answer could repeat, and stores nothing',
    async (levels) => {
      const deep = `${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}`
      const body = `{"title":"T","project_name":"shop","vulnerability":{"a":${deep}}}`

      const answer = await bridge.kondukto('POST', '/api/v1/issues', body)

      expect(answer.status).toBe(422)
      expect(answer.body.message).toMatch(
        /^the body: (is nested more than 100 levels|has more than 20,000 values)/,
      )
      expect(await projects(bridge)).not.toContain('shop')
    },
  )

  it('answers 201 to 100 levels', async () => {
    const body = `{"title":"T","vulnerability":{"a":${'['.repeat(98)}${']'.repeat(98)}}}`

    expect((await bridge.kondukto('POST', '/api/v1/issues', body)).status).toBe(201)
  })
})

describe('Get issue details', () => {
  it('answers the documented fields, severity and due date', async () => {
    const created = await bridge.kondukto('POST', '/api/v1/issues', vendorPayload)

    const { status, body } = await bridge.kondukto('GET', `/api/v1/issues/${created.body.id}`)

    expect(status).toBe(200)
    expect(body).toEqual({
      id: created.body.id,
      status: 'open',
      title: vendorPayload.title,
      template_md: vendorPayload.template_md,
      assignee: vendorPayload.assignee,
      labels: vendorPayload.labels,
      severity: vendorPayload.severity,
      due_date: vendorPayload.due_date,
      links: created.body.links,
    })
  })

  it('answers 404 to an id it does not know', async () => {
    const answer = await bridge.kondukto('GET', '/api/v1/issues/1640249015470395000')

    expect(answer).toMatchObject({ status: 404, body: { message: 'unknown issue' } })
  })
})

describe('Update issue status', () => {
  it('answers id and status, closes and reopens', async () => {
    const id = await create()

    for (const status of ['closed', 'open', 'open']) {
      const answer = await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, { status })
      expect(answer).toMatchObject({ status: 200, body: { id, status } })
      expect((await bridge.kondukto('GET', `/api/v1/issues/${id}`)).body.status).toBe(status)
    }
  })

  it('answers the current status when severity, labels or body are changed', async () => {
    const id = await create()
    const change = { severity: 'LOW', labels: ['a'], body: 'new text' }

    const answer = await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, change)

    const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}`)
    expect(answer).toMatchObject({ status: 200, body: { id, status: 'open' } })
    expect(body).toMatchObject({ severity: 'low', labels: ['a'], template_md: 'new text' })
  })

  it.each([
    ['status', { status: 'done' }],
    ['status', {}],
    ['status', { status: null }],
    ['severity', { severity: 'blocker' }],
    ['labels', { labels: 'a' }],
    ['body', { body: 5 }],
  ])('answers 422 naming %s to %j, and changes nothing', async (field, change) => {
    const id = await create()
    const before = await bridge.kondukto('GET', `/api/v1/issues/${id}`)

    const { status, body } = await bridge.kondukto('PATCH', `/api/v1/issues/${id}`, change)

    expect(status).toBe(422)
    expect(body.message).toMatch(new RegExp(`^${field}: `))
    expect((await bridge.kondukto('GET', `/api/v1/issues/${id}`)).body).toEqual(before.body)
  })

  it('answers 404 to an id it does not know', async () => {
    expect((await bridge.kondukto('PATCH', '/api/v1/issues/1', { status: 'closed' })).status).toBe(
      404,
    )
  })
})

describe('Add attachments', () => {
  const png = 'iVBORw0KGgo='

  it('answers 200, and lists what was attached', async () => {
    const id = await create()
    const attachments = [
      { title: 'image1', base64_content: png },
      { title: '../../etc/passwd', base64_content: `${png.slice(0, 4)}\r\n${png.slice(4)}` },
    ]

    const answer = await bridge.kondukto('POST', `/api/v1/issues/${id}/attachments`, {
      attachments,
    })

    const list = await bridge.kondukto('GET', `/api/v1/issues/${id}/attachments`)
    expect(answer).toMatchObject({
      status: 200,
      body: { message: 'attachments added successfully' },
    })
    expect(list.body.attachments).toMatchObject([
      { title: 'image1', size: 8 },
      { title: '../../etc/passwd', size: 8 },
    ])
  })

  it.each([['byte array'], ['a'], ['****'], ['iVBORw0KGgo'], [''], [null], [5]])(
    'answers 422 naming the content %j that is not Base64, and stores none of the files',
    async (content) => {
      const id = await create()
      const attachments = [
        { title: 'a', base64_content: png },
        { title: 'b', base64_content: content },
      ]

      const answer = await bridge.kondukto('POST', `/api/v1/issues/${id}/attachments`, {
        attachments,
      })

      const list = await bridge.kondukto('GET', `/api/v1/issues/${id}/attachments`)
      expect(answer.status).toBe(422)
      expect(answer.body.message).toMatch(/^attachments\.1\.base64_content: /)
      expect(list.body).toEqual({ attachments: [] })
    },
  )

  it('answers 404 to an id it does not know', async () => {
    const body = { attachments: [{ title: 'a', base64_content: png }] }

    expect((await bridge.kondukto('POST', '/api/v1/issues/1/attachments', body)).status).toBe(404)
    expect((await bridge.kondukto('GET', '/api/v1/issues/1/attachments')).status).toBe(404)
  })
})

describe('Issue comments', () => {
  it('are none at first', async () => {
    const id = await create()

    const answer = await bridge.kondukto('GET', `/api/v1/issues/${id}/comments`)

    expect(answer).toMatchObject({ status: 200, body: { comments: [] } })
  })

  it('are listed oldest first, verbatim, under the name they were sent with', async () => {
    const id = await create()
    const add = (comments: unknown[]) =>
      bridge.kondukto('POST', `/api/v1/issues/${id}/comments`, { comments })
    const author = { email: 'dev@acme.io', username: 'dev' }

    const answer = await add([{ body: 'kondukto: first @all', author }, { body: '  second\n' }])
    await add([{ id: 'ignored', issue_id: 'ignored', body: 'third', author: null }])

    const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}/comments`)
    const nobody = { email: '', username: '' }
    expect(answer).toMatchObject({ status: 200, body: { message: 'Comment created' } })
    expect(body.comments).toEqual([
      { created_at: expect.any(String), body: 'kondukto: first @all', author },
      { created_at: expect.any(String), body: '  second\n', author: nobody },
      { created_at: expect.any(String), body: 'third', author: nobody },
    ])
  })

  it.each([
    ['comments', {}],
    ['comments', { comments: [] }],
    ['comments.0.body', { comments: [{ body: ' ' }] }],
    ['comments.1.body', { comments: [{ body: 'a' }, {}] }],
  ])('answer 422 naming %s to %j, and store nothing', async (field, comments) => {
    const id = await create()

    const answer = await bridge.kondukto('POST', `/api/v1/issues/${id}/comments`, comments)

    const list = await bridge.kondukto('GET', `/api/v1/issues/${id}/comments`)
    expect(answer.status).toBe(422)
    expect(answer.body.message).toMatch(new RegExp(`^${field}: `))
    expect(list.body.comments).toEqual([])
  })

  it('answer 404 to an id it does not know', async () => {
    const body = { comments: [{ body: 'a' }] }

    expect((await bridge.kondukto('POST', '/api/v1/issues/1/comments', body)).status).toBe(404)
    expect((await bridge.kondukto('GET', '/api/v1/issues/1/comments')).status).toBe(404)
  })
})

async function create(): Promise<string> {
  return (await bridge.kondukto('POST', '/api/v1/issues', makeFinding())).body.id
}

async function projects(of: TestBridge): Promise<string> {
  return (await of.admin('/admin/projects')).text()
}

function nulls(): Record<string, null> {
  const fields = [
    'name',
    'link',
    'path',
    'severity',
    'template_md',
    'project_name',
    'due_date',
    'assignee',
  ]
  return Object.fromEntries(
    [...fields, 'fp', 'status', 'labels', 'vulnerability'].map((field) => [field, null]),
  )
}

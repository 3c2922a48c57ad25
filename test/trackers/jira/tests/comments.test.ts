import {
  addAttachment,
  addComment,
  deleteComment,
  getAttachmentContent,
  getComment,
  getCommentProperty,
  getComments,
  getIssue,
  updateComment,
} from 'jira.js/cloud'
import { describe, expect, it } from 'vitest'
import { typed } from '../rest/adf.ts'
import { stamp } from '../rest/wire.ts'
import { openBench, refusalOf } from './bench.ts'

describe("the test Jira's comments and attachments", () => {
  const bench = openBench({ webhooks: true })

  const say = (issueIdOrKey: string, text: string, more = {}) =>
    addComment(bench.client, { issueIdOrKey, body: typed(text), ...more })

  it('keep a property, by which a comment is known again', async () => {
    const { id } = await bench.file()
    const property = { key: 'lockstep', value: 'c-1' }
    const made = await say(id, 'One', { properties: [property] })

    const asked = { issueIdOrKey: id, expand: 'properties', maxResults: 1 }
    const { comments = [] } = await getComments(bench.client, asked)
    const bare = await getComment(bench.client, { issueIdOrKey: id, id: made.id ?? '' })
    const one = { commentId: made.id ?? '', propertyKey: 'lockstep' }

    expect(comments).toMatchObject([{ id: made.id, properties: [property], jsdPublic: true }])
    expect(bare.properties).toBeUndefined()
    expect(await getCommentProperty(bench.client, one)).toEqual(property)
  })

  it('are listed oldest first, a hundred at most', async () => {
    const { id } = await bench.file()
    for (let i = 0; i < 101; i++) await say(id, `Comment ${i}`)

    const first = await getComments(bench.client, { issueIdOrKey: id, orderBy: 'created' })
    const last = await getComments(bench.client, { issueIdOrKey: id, startAt: 100 })
    const { fields } = await getIssue(bench.client, { issueIdOrKey: id, fields: ['comment'] })

    expect(first.comments?.[0]?.body).toEqual(typed('Comment 0'))
    expect([first.comments?.length, first.total, last.comments?.length]).toEqual([100, 101, 1])
    expect(fields?.comment.total).toBe(101)
  })

  it('are edited and deleted, each of which updates the issue', async () => {
    const { client, jira } = bench
    const { id } = await bench.file()
    const comment = { issueIdOrKey: id, id: (await say(id, 'Old')).id ?? '' }
    const updated = async () => (await getIssue(client, { issueIdOrKey: id })).fields?.updated
    await jira.advance(1000)
    await updateComment(client, { ...comment, body: { body: typed('New') } })
    const edited = await getComment(client, comment)
    const afterEdit = await updated()
    const editedAt = stamp(jira.now())
    await jira.advance(1000)
    await deleteComment(client, comment)

    expect(edited.body).toEqual(typed('New'))
    expect(Number(edited.updated) - Number(edited.created)).toBe(1000)
    expect(afterEdit).toBe(editedAt)
    expect(await updated()).toBe(stamp(jira.now()))
    expect(await refusalOf(getComment(client, comment))).toMatchObject({ status: 404 })
  })

  it('are refused where they are empty, too long, or no document', async () => {
    const { id } = await bench.file()
    const broken = { ...typed(''), content: [{ type: 'text', text: 'loose' }] }
    const words = [
      say(id, 'x'.repeat(32_767)),
      say(id, '', { body: broken }),
      say(id, '', { body: undefined }),
    ].map(async (call) => (await refusalOf(call)).errors.comment)

    expect(await Promise.all(words)).toEqual([
      ...['CONTENT_LIMIT_EXCEEDED', 'INVALID_INPUT', 'Comment body can not be empty!'],
    ])
  })

  it('may be for some only, until an edit sends other properties', async () => {
    const { client, person } = bench
    const issue = await bench.file()
    bench.jira.configure('PAY', { isService: true })
    const internal = await person.whisper(issue, 'Internal', 'agents')
    await person.whisper(issue, 'Restricted', 'administrators')
    const { comments: before = [] } = await getComments(client, { issueIdOrKey: issue.id })

    const properties = [{ key: 'lockstep', value: 'c-1' }]
    const edit = { issueIdOrKey: issue.id, id: internal, body: { body: typed('Out'), properties } }
    const { jsdPublic } = await updateComment(client, edit)

    expect(before.map((comment) => [comment.jsdPublic, comment.visibility?.value])).toEqual([
      [false, undefined],
      [true, 'Administrators'],
    ])
    expect(jsdPublic).toBe(true)
  })

  it('are read by a person as text, links with their addresses', async () => {
    const issue = await bench.file()
    const marks = [{ type: 'link', attrs: { href: 'https://example.com/rule' } }]
    const content = [
      { type: 'text', text: 'See ' },
      { type: 'text', text: 'the rule', marks },
      { type: 'hardBreak' },
      { type: 'text', text: 'Then fix it' },
    ]
    const code = { type: 'codeBlock', content: [{ type: 'text', text: 'const a = 1' }] }
    const expand = { type: 'expand', attrs: { title: 'Code' }, content: [code] }
    await say(issue.id, '', {
      body: { ...typed(''), content: [{ type: 'paragraph', content }, expand] },
    })

    const { comments } = await bench.person.read(issue)

    const line = 'See the rule https://example.com/rule\nThen fix it'
    expect(comments.map(({ body }) => body)).toEqual([`${line}\nCode\nconst a = 1`])
  })

  it('hang files on an issue, whose content is at their address', async () => {
    const { client, person } = bench
    const issue = await bench.file()
    const attachments = { filename: 'a"b.txt', content: Buffer.from('content') }

    const [made] = await addAttachment(client, { issueIdOrKey: issue.id, attachments })
    const { fields } = await getIssue(client, { issueIdOrKey: issue.id, fields: ['attachment'] })

    const content = await getAttachmentContent(client, { id: made?.id ?? '' })
    expect(fields?.attachment).toMatchObject([{ filename: 'a"b.txt', size: 7, id: made?.id }])
    expect(made?.content).toBe(`${bench.jira.url}/rest/api/3/attachment/content/${made?.id}`)
    expect(Buffer.from(content as Uint8Array).toString()).toBe('content')
    expect((await person.read(issue)).attachments).toEqual([
      { title: 'a"b.txt', base64: btoa('content') },
    ])
  })

  it('take no file without the header that a browser cannot be tricked into', async () => {
    const { id } = await bench.file()
    const body = new FormData()
    body.append('file', new Blob(['content']), 'a.txt')
    const url = `/rest/api/3/issue/${id}/attachments`

    const forged = bench.client.sendRequest({ url, method: 'POST', body })

    await expect(forged).rejects.toMatchObject({ status: 403, body: 'XSRF check failed' })
  })
})

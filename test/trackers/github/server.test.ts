import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Github, startGithub } from './server.ts'

const issues = '/repos/acme/shop/issues'

describe('the test GitHub', () => {
  let github: Github

  beforeAll(async () => {
    github = await startGithub()
  })
  beforeEach(async () => {
    github.limit('none')
    await github.reset()
  })
  afterAll(() => github.stop())

  const ask = (method: string, path: string, body?: object, headers = {}) =>
    fetch(`${github.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${github.token}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  const create = () => ask('POST', issues, { title: 'A' })

  it('knows its tokens', async () => {
    const none = await fetch(`${github.url}${issues}`)
    const wrong = await ask('GET', issues, undefined, { authorization: 'Bearer ghp_wrong' })
    github.accept('ghp_new')
    const old = await ask('GET', issues)
    const good = await ask('GET', issues, undefined, { authorization: 'token ghp_new' })

    expect([none.status, wrong.status, old.status, good.status]).toEqual([401, 401, 401, 200])
  })

  it('answers 304 to an ETag until something changes', async () => {
    const etag = (await ask('GET', issues)).headers.get('etag') ?? ''
    const same = await ask('GET', issues, undefined, { 'if-none-match': etag })
    await create()

    const changed = await ask('GET', issues, undefined, { 'if-none-match': etag })

    expect(etag).toMatch(/^W\/"/)
    expect([same.status, changed.status]).toEqual([304, 200])
  })

  it('lists comments of a repository and of an issue since a time', async () => {
    for (const body of ['One', 'Two']) {
      await create()
      await ask('POST', `${issues}/1/comments`, { body })
      await github.advance(60_000)
    }
    await ask('POST', `${issues}/2/comments`, { body: 'Three' })
    const since = new Date(github.now() - 30_000).toISOString()

    const bodies = async (path: string) =>
      (await (await ask('GET', path)).json()).map(({ body }: { body: string }) => body)

    expect(await bodies(`${issues}/comments`)).toEqual(['One', 'Two', 'Three'])
    expect(await bodies(`${issues}/comments?since=${since}`)).toEqual(['Three'])
    expect(await bodies(`${issues}/1/comments?since=${since}`)).toEqual([])
    expect(await bodies(`${issues}/1/comments?per_page=1&page=2`)).toEqual(['Two'])
  })

  it('stamps in whole seconds of its own clock, and keeps what it stamped', async () => {
    const first = await (await create()).json()
    await github.advance(86_400_000)
    await create()

    const [second, again] = await (await ask('GET', issues)).json()

    expect(again).toEqual(first)
    expect(first.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(Date.parse(second.created_at) - Date.parse(first.created_at)).toBeGreaterThanOrEqual(
      86_400_000,
    )
  })

  it('lets 80 things be made a minute and 500 an hour', async () => {
    github.limit('told')
    const made: number[] = []
    let last = await create()
    for (let minute = 0; minute < 8; minute++) {
      let count = minute === 0 && last.ok ? 1 : 0
      for (last = await create(); last.ok; last = await create()) count++
      made.push(count)
      await github.advance(60_000)
    }

    expect(made).toEqual([80, 80, 80, 80, 80, 80, 20, 0])
    expect([last.status, last.headers.get('retry-after')]).toEqual([403, '60'])
  })

  it('lets one thing be made at a time, and may not say how long to wait', async () => {
    github.limit('bare')

    const answers = await Promise.all([create(), create(), create()])

    const statuses = answers.map(({ status }) => status).toSorted()
    const refused = answers.find(({ status }) => status === 403)
    expect(statuses).toEqual([201, 403, 403])
    expect(refused?.headers.get('retry-after')).toBeNull()
    expect(await refused?.text()).toContain('secondary rate limit')
  })

  it('ignores a reason while the state stays, and knows duplicates', async () => {
    await create()
    const patch = async (state: string, state_reason: string) => {
      const answer = await ask('PATCH', `${issues}/1`, { state, state_reason })
      return (await answer.json()).state_reason
    }

    expect(await patch('closed', 'duplicate')).toBe('duplicate')
    expect(await patch('closed', 'completed')).toBe('duplicate')
    expect(await patch('open', 'reopened')).toBe('reopened')
    expect(await patch('closed', 'not_planned')).toBe('not_planned')
  })

  it('refuses what GitHub refuses', async () => {
    const long = (length: number) => 'x'.repeat(length)
    const answers = [
      await ask('POST', issues, { title: long(257) }),
      await ask('POST', issues, { title: 'A', body: long(65_537) }),
      await ask('POST', issues, { title: 'A', labels: [long(51)] }),
      await ask('POST', issues, { title: 'A', assignees: ['nobody'] }),
      await ask('GET', `${issues}?per_page=100&page=11`),
    ]

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422])
  })

  it('outlives a client that dies half way', async () => {
    const { port, host, hostname } = new URL(github.url)
    const socket = connect(Number(port), hostname)
    const head = `POST ${issues} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 99\r\n\r\n{`
    await new Promise<void>((resolve) => socket.write(head, () => resolve()))
    socket.destroy()
    await once(socket, 'close')

    expect((await create()).status).toBe(201)
  })

  it('meets a request with a fault, once, and does the work or not', async () => {
    github.fail({ kind: 'offline' }, { after: 1 })
    const first = await create()
    const second = await create().catch(() => 'dropped')
    github.fail({ kind: 'commit-then-drop' })
    const third = await create().catch(() => 'dropped')
    github.fail({ kind: 'commit-then-502' })
    const fourth = await create()

    const made = await (await ask('GET', issues)).json()

    expect([first.status, second, third, fourth.status]).toEqual([201, 'dropped', 'dropped', 502])
    expect(made).toHaveLength(3)
    expect(github.log).toEqual([
      `POST ${issues} 201`,
      `POST ${issues} -1`,
      `POST ${issues} -1`,
      `POST ${issues} 502`,
      `GET ${issues} 200`,
    ])
  })
})

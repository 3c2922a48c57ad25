import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findIssue } from '../../../db/tables/issues.ts'
import { listJobs, listOpenJobs } from '../../../db/tables/queue/jobs.ts'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub, reply } from '../../support/memory-github.ts'
import { inboxOf } from './read.ts'

const id = 'trace-0001'

let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  const clock = { now: Date.UTC(2026, 0, 1) }
  github = openMemoryGithub(clock)
  const appscan = { APPSCAN_TOKEN: 'appscan-token', APPSCAN_URL: 'http://127.0.0.1:9' }
  bridge = startBridge({
    clock,
    env: { ...github.env, ...appscan, APPSCAN_KEY_ID: 'i', APPSCAN_KEY_SECRET: 's' },
    fetch: github.fetch,
  })
})
afterEach(() => bridge.stop())

describe('the id of a request', () => {
  it('is in its answer: the one it came with, or a new one', async () => {
    const given = await send('/api/v1/test', { 'X-Request-Id': id })
    const none = await send('/api/v1/test', {})
    const refused = await send('/api/v1/test', { 'X-Kondukto-Secret': 'wrong' })

    expect(given.headers.get('x-request-id')).toBe(id)
    expect(none.headers.get('x-request-id')).toMatch(/^[\w-]{16,}$/)
    expect(refused.headers.get('x-request-id')).toMatch(/^[\w-]{16,}$/)
  })

  it.each(['a b', '<script>', 'x'.repeat(200), 'ä'])(
    'is not what is not well-formed: %s',
    async (odd) => {
      const answer = await send('/api/v1/test', { 'X-Request-Id': encodeURI(odd) })

      expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{16,40}$/)
    },
  )

  it('is in the inbox and in the jobs, and in what follows from its jobs', async () => {
    const finding = makeFinding({ labels: ['refused'] })
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', finding, {
      'X-Request-Id': id,
    })
    await bridge.tick()
    await bridge.kondukto('PATCH', `/api/v1/issues/${body.id}`, { status: 'closed' })
    await bridge.tick()

    const inbox = await inboxOf(bridge)
    const jobs = await listJobs(bridge.db, body.id)
    const [later, first] = inbox.map(({ requestId }) => requestId)
    expect(first).toBe(id)
    expect(jobs.map(({ kind, requestId }) => [kind, requestId])).toEqual([
      ['create', id],
      ['update', later],
    ])
    expect((await findIssue(bridge.db, body.id))?.remoteStatus).toBe('closed')
  })

  it('is in the log of what becomes of it', async () => {
    github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad title' }) : null))
    await bridge.kondukto('POST', '/api/v1/issues', makeFinding(), { 'X-Request-Id': id })
    await bridge.tick()

    const failed = bridge.logged.map((line) => JSON.parse(line))
    expect(failed).toContainEqual(
      expect.objectContaining({ message: 'a job failed', requestId: id }),
    )
  })

  it('is in the log of a refusal', async () => {
    await send('/api/v1/test', { 'X-Kondukto-Secret': 'wrong', 'X-Request-Id': id })

    expect(bridge.logged.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ message: 'a request was refused', requestId: id }),
    )
  })

  it('is in the job that fetches what a scanner has', async () => {
    const scan = 'b9513af1-7fc1-f011-8194-002248e524dc'
    await send(`/hooks/appscan/appscan-token/scan-execution/${scan}`, { 'X-Request-Id': id })

    const jobs = await listOpenJobs(bridge.db, 'fetch:', 9)
    expect(jobs.find(({ kind }) => kind === 'fetch')?.requestId).toBe(id)
  })
})

function send(path: string, headers: Record<string, string>): Promise<Response> {
  return bridge.fetch(new Request(`http://bridge${path}`, { headers }))
}

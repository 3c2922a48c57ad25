import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub, reply } from '../../support/memory-github.ts'
import { openTime, pass } from '../../support/running.ts'

const minute = 60_000

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  clock = openTime()
  github = openMemoryGithub(clock)
  bridge = startBridge({ clock, env: github.env, fetch: github.fetch })
})
afterEach(() => bridge.stop())

describe('the log of a running bridge', () => {
  it('has one line for the request and one for the job, and both name the issue', async () => {
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    await bridge.tick()

    const about = lines().filter(({ issueId }) => issueId === body.id)
    expect(about).toHaveLength(2)
    expect(about).toContainEqual(
      expect.objectContaining({ message: 'a request', route: '/api/v1/issues', status: 201 }),
    )
    expect(about).toContainEqual(
      expect.objectContaining({
        message: 'a job is done',
        kind: 'create',
        took: expect.any(Number),
      }),
    )
  })

  it('says once that work is paused, and once that it goes on', async () => {
    github.meet(() => reply(401, { message: 'Bad credentials' }))
    await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    await pass(bridge, clock, 10 * minute)
    const while401 = said('work is paused')
    github.meet(() => null)
    await pass(bridge, clock, 2 * minute)

    expect(while401).toEqual([
      expect.objectContaining({ level: 'error', account: 'github', reason: 'Bad credentials' }),
    ])
    expect(said('work is paused')).toHaveLength(1)
    expect(said('a pause is over')).toHaveLength(1)
  })

  it('says once that polls fail and once that they work again, not at every poll', async () => {
    await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    await pass(bridge, clock, minute)
    github.meet(({ method }) => (method === 'GET' ? reply(500, { message: 'Server Error' }) : null))
    await pass(bridge, clock, 10 * minute)
    github.meet(() => null)
    await pass(bridge, clock, 10 * minute)

    const polls = lines().filter(({ kind }) => kind === 'poll')
    expect(polls.map(({ message, level }) => [message, level])).toEqual([
      ['a job failed', 'warning'],
      ['a job works again', 'info'],
    ])
  })
})

function lines(): Record<string, unknown>[] {
  return bridge.logged.map((line) => JSON.parse(line))
}

function said(message: string): Record<string, unknown>[] {
  return lines().filter((line) => line.message === message)
}

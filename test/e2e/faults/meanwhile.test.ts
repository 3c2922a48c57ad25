import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import {
  type MemoryGithub,
  type MemoryIssue,
  openMemoryGithub,
} from '../../support/memory-github.ts'
import { openTime, pass } from '../../support/running.ts'

const minute = 60_000

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
let id: string
beforeEach(async () => {
  clock = openTime()
  github = openMemoryGithub(clock)
  const env = { ...github.env, POLL_SECONDS: '60' }
  bridge = startBridge({ clock, live: false, env, fetch: github.fetch })
})
afterEach(() => bridge.stop())

describe('GitHub files the issue, and its answer is lost; three minutes pass before that is known', () => {
  beforeEach(async () => {
    let isFirst = true
    const until = clock.now + 3 * minute
    github.meet(({ method, path, act }) => {
      if (isFirst && method === 'POST') {
        isFirst = false
        act()
        throw new TypeError('fetch failed')
      }
      // GitHub cannot be asked, but its webhooks and its polls go on.
      const isLookUp = method === 'GET' && /issues$/.test(path) && !isFirst && clock.now < until
      if (isLookUp && !isPoll()) throw new TypeError('fetch failed')
      return null
    })
    const made = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    id = made.body.id
    await pass(bridge, clock, 1000)
  })

  it('a person who closed it meanwhile is not overlooked', async () => {
    github.close(issue())
    await lifeGoesOn()

    const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}`)
    expect(body.status).toBe('closed')
  })

  it('what a person wrote on it meanwhile is not lost', async () => {
    github.say(issue(), 'I am on it.')
    await lifeGoesOn()

    const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}/comments`)
    expect(body.comments).toHaveLength(1)
  })

  it('it is filed once', async () => {
    await lifeGoesOn()

    expect(github.issues).toHaveLength(2)
  })

  /** Another finding is filed, so that polls begin behind what happened before it. */
  async function lifeGoesOn(): Promise<void> {
    await pass(bridge, clock, minute)
    await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    await pass(bridge, clock, minute)
    github.say(issue(1), 'Something else.')
    await pass(bridge, clock, 30 * minute)
  }

  function isPoll(): boolean {
    return github.calls.at(-1)?.query.get('sort') === 'updated'
  }
})

function issue(n = 0): MemoryIssue {
  const made = github.issues[n]
  if (!made) throw new Error('nothing was filed')
  return made
}

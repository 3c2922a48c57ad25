import { afterAll, beforeAll, expect, it } from 'vitest'
import { issues } from '../../../db/schema/index.ts'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'

const mapped = 10_000
const slice = 200
const minute = 60_000

let github: Github
let bridge: TestBridge
beforeAll(async () => {
  github = await startGithub()
  bridge = startBridge({
    clock: {
      get now() {
        return github.now()
      },
    },
    env: { GITHUB_TOKEN: github.token, GITHUB_REPO: github.target, GITHUB_URL: github.url },
  })
})
afterAll(async () => {
  await bridge.stop()
  await github.stop()
})

it(`asks GitHub twice and is told 304 twice, when nothing happens to ${mapped} mapped issues`, async () => {
  await bridge.kondukto('POST', '/api/v1/issues', { title: 'T' })
  await mapMore(mapped - 1)
  for (let polls = 0; polls < 4; polls++) await pass(minute)
  github.log.length = 0

  await pass(minute)

  expect(await bridge.db.query.$count(issues)).toBe(mapped)
  expect(github.log).toEqual([
    expect.stringMatching(/^GET \/repos\/acme\/shop\/issues\?\S+ 304$/),
    expect.stringMatching(/^GET \/repos\/acme\/shop\/issues\/comments\?\S+ 304$/),
  ])
})

/** Adds issues that were filed like the first. */
async function mapMore(count: number): Promise<void> {
  const [first] = await bridge.db.query.select().from(issues)
  if (!first?.remoteId) throw new Error('the first issue was not filed')
  for (let at = 0; at < count; at += slice) {
    const more = Array.from({ length: Math.min(slice, count - at) }, (_, n) => {
      const name = `${at + n + 2}`
      return { ...first, id: `issue-${name}`, sourceKey: name, remoteId: name, remoteKey: name }
    })
    await bridge.db.query.insert(issues).values(more)
  }
}

async function pass(ms: number): Promise<void> {
  await github.advance(ms)
  while ((await bridge.tick()) <= github.now());
}

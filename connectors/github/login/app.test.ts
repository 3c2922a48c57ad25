import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issueDraft, soon } from '../../../test/contract/connector/drafts.ts'
import { type Github, startGithub } from '../../../test/trackers/github/server.ts'
import { contextOf } from '../../../test/trackers/kit/context.ts'
import { github } from '../index.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const buying = 'POST /app/installations/9/access_tokens'

describe('a GitHub App', () => {
  let server: Github

  beforeAll(async () => {
    server = await startGithub({ app: { id: 7, installationId: 9, privateKey: pkcs1 } })
  })
  beforeEach(() => server.reset())
  afterAll(() => server.stop())

  function open(settings: Record<string, string> = {}) {
    const env = github.env.parse({
      GITHUB_URL: server.url,
      GITHUB_APP_ID: '7',
      GITHUB_APP_INSTALLATION_ID: '9',
      GITHUB_APP_PRIVATE_KEY: pkcs1,
      ...settings,
    })
    if (!env) throw new Error('The settings are empty')
    return github.open(env, contextOf({ now: server.now }))
  }
  const create = (app = open()) => app.create(server.target, issueDraft(), soon())
  const bought = () => server.log.filter((line) => line.startsWith(buying))

  it.each([
    ['as GitHub hands it out', pkcs1],
    ['on one line', pkcs1.trim().replaceAll('\n', '\\n')],
    ['as PKCS#8', pkcs8],
    ['with line ends of Windows', pkcs8.replaceAll('\n', '\r\n')],
  ])('files an issue with its key %s', async (_, key) => {
    await create(open({ GITHUB_APP_PRIVATE_KEY: key }))

    expect(server.log).toEqual([`${buying} 201`, 'POST /repos/acme/shop/issues 201'])
  })

  it('buys one token for an hour', async () => {
    const app = open()
    await create(app)
    await server.advance(58 * 60_000)
    await create(app)
    const inTime = bought().length
    await server.advance(2 * 60_000)

    await create(app)

    expect([inTime, bought().length]).toEqual([1, 2])
    expect(server.log.filter((line) => line.endsWith('401'))).toEqual([])
  })

  it('buys a new token after one was refused', async () => {
    const app = open()
    await create(app)
    server.accept()

    await expect(create(app)).rejects.toMatchObject({ kind: 'unauthorized' })
    await create(app)

    expect(bought()).toHaveLength(2)
  })

  it.each([
    ['an unknown installation', { GITHUB_APP_INSTALLATION_ID: '10' }],
    ['an unknown App', { GITHUB_APP_ID: '8' }],
    ["another App's key", { GITHUB_APP_PRIVATE_KEY: anotherKey() }],
    ['a key that is none', { GITHUB_APP_PRIVATE_KEY: pemOf('MAMCAQA=') }],
  ])('calls %s unauthorized', async (_, settings) => {
    await expect(create(open(settings))).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  it('stops while it buys', async () => {
    const app = open()
    server.latency(5000)
    const started = Date.now()

    const creating = app.create(server.target, issueDraft(), AbortSignal.timeout(100))

    await expect(creating).rejects.toMatchObject({ kind: 'unavailable' })
    expect(Date.now() - started).toBeLessThan(2000)
    server.latency(0)
  })
})

function anotherKey(): string {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function pemOf(base64: string): string {
  return `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----`
}

import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { soon } from '../../../test/contract/connector/drafts.ts'
import { type Github, startGithub } from '../../../test/trackers/github/server.ts'
import { settingsFor } from '../../../test/trackers/github/tracker.ts'
import { type Sent, signed } from '../../../test/trackers/github/webhooks/webhooks.ts'
import { contextOf } from '../../../test/trackers/kit/context.ts'
import { github as definition } from '../index.ts'

const address = 'https://lockstep.example/trackers/github/events'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const app = {
  id: 7,
  installationId: 9,
  privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
}

let github: Github
beforeAll(async () => {
  github = await startGithub({ app })
})
beforeEach(() => github.reset())
afterAll(() => github.stop())

describe('what GitHub could not deliver', () => {
  it('is asked for again, oldest first, each message once', async () => {
    github.hooks.point(address)
    const [lost, late, well] = await messages(3)
    answered(lost, 503)
    answered(late, 0)
    answered(late, 504)
    answered(well, 202)

    const count = await redeliver()

    expect(count).toBe(2)
    expect(github.outbox).toEqual([lost, late])
  })

  it('and has arrived since is not', async () => {
    github.hooks.point(address)
    const [message] = await messages(1)
    answered(message, 503)
    answered(message, 200)

    expect(await redeliver()).toBe(0)
  })

  it('four times is left alone', async () => {
    github.hooks.point(address)
    const [message] = await messages(1)
    for (let tries = 0; tries < 4; tries++) answered(message, 403)

    expect(await redeliver()).toBe(0)
  })

  it('is found behind many that arrived', async () => {
    github.hooks.point(address)
    const [lost, ...rest] = await messages(151)
    answered(lost, 503)
    for (const message of rest) answered(message, 200)

    await redeliver()

    expect(github.outbox).toEqual([lost])
  })

  it('is nothing of ours where it is of another webhook, or about something else', async () => {
    github.hooks.point(address)
    answered(await signed('push', {}), 503)
    const ofPush = await redeliver()
    github.hooks.point('https://elsewhere.example/hook')
    answered((await messages(1))[0], 503)

    expect([ofPush, await redeliver()]).toEqual([0, 0])
  })

  it('is left to the polls where the log-in may not see webhooks', async () => {
    answered((await messages(1))[0], 503)

    expect(await redeliver()).toBe(0)
    expect(github.log).toEqual(['GET /repos/acme/shop/hooks?per_page=100 404'])
  })

  it("to a GitHub App is asked for by the App's own log-in", async () => {
    github.hooks.point(address)
    const [lost] = await messages(1)
    answered(lost, 503)
    const { GITHUB_TOKEN: _, ...rest } = settingsFor(github)

    await redeliver({
      ...rest,
      GITHUB_APP_ID: String(app.id),
      GITHUB_APP_INSTALLATION_ID: String(app.installationId),
      GITHUB_APP_PRIVATE_KEY: app.privateKey,
    })

    expect(github.log).toContain('POST /app/hook/deliveries/1/attempts 202')
  })
})

it('a tracker without a webhook has nothing to ask for', () => {
  expect(open({ ...settingsFor(github), GITHUB_WEBHOOK_SECRET: '' }).redeliver).toBeUndefined()
})

function messages(count: number): Promise<Sent[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => signed('issues', { n })))
}

function answered(message: Sent | undefined, status: number): void {
  if (message) github.hooks.learn(message, status)
}

function redeliver(settings = settingsFor(github)): Promise<number | undefined> {
  return Promise.resolve(open(settings).redeliver?.(github.target, soon()))
}

function open(settings: Record<string, string>) {
  const common = { GITHUB_WEBHOOK_SECRET: 'secret' }
  const env = definition.env.parse({ ...common, ...settings })
  if (!env) throw new Error('The settings are empty')
  return definition.open(env, contextOf({ now: github.now, eventsUrl: address }))
}

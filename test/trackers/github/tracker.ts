import { github } from '../../../connectors/github/index.ts'
import type { InboundRequest } from '../../../src/platform/adapter.ts'
import type { Tracker } from '../../contract/connector/index.ts'
import { contextOf } from '../kit/context.ts'
import { deliveries, webhookSecret } from '../kit/outbox.ts'
import { openPerson, type Person } from './person.ts'
import { type Github, type GithubOptions, startGithub } from './server.ts'

const eventsUrl = 'https://lockstep.example/trackers/github/events'

/** The settings that open the connector against a test GitHub. */
export function settingsFor({ url, token, target }: Github): Record<string, string> {
  return {
    GITHUB_URL: url,
    GITHUB_TOKEN: token,
    GITHUB_REPO: target,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
  }
}

/** The connector before a test GitHub, and Casey behind it. */
export async function startTracker(
  options: GithubOptions = {},
): Promise<Tracker & Person & { readonly github: Github }> {
  const server = await startGithub(options)
  const env = github.env.parse(settingsFor(server))
  if (!env) throw new Error('The settings are empty')
  return {
    ...openPerson(server),
    github: server,
    connector: github.open(env, contextOf({ now: server.now, eventsUrl })),
    target: server.target,
    secrets: [server.token],
    move: (issue) => server.moves.transfer(issue, 'acme/other'),
    requests: () => server.log.length,
    lose() {
      const lost = server.outbox.splice(0).at(-1)
      if (!lost) throw new Error('nothing was sent')
      server.hooks.point(eventsUrl)
      server.hooks.learn(lost, 503)
      const [request] = deliveries([lost])
      return request as InboundRequest
    },
    people: ['casey', 'acme', 'lockstep-bot'],
    wait: server.advance,
    fail: (fault) => server.fail(fault),
    sent: () => deliveries(server.outbox),
    reset: server.reset,
    stop: server.stop,
  }
}

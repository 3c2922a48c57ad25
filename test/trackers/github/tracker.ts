import { github } from '../../../connectors/github/index.ts'
import type { Tracker } from '../../contract/connector/index.ts'
import { contextOf } from '../kit/context.ts'
import { deliveries, webhookSecret } from '../kit/outbox.ts'
import { openPerson, type Person } from './person.ts'
import { type Github, type GithubOptions, startGithub } from './server.ts'

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
    connector: github.open(env, contextOf({ now: server.now })),
    target: server.target,
    secrets: [server.token],
    move: (issue) => server.moves.transfer(issue, 'acme/other'),
    requests: () => server.log.length,
    people: ['casey', 'acme', 'lockstep-bot'],
    wait: server.advance,
    fail: (fault) => server.fail(fault),
    sent: () => deliveries(server.outbox),
    reset: server.reset,
    stop: server.stop,
  }
}

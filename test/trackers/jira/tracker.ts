import { getComment } from 'jira.js/cloud'
import type { Connector } from '../../../connectors/connector.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import type { Tracker } from '../../contract/connector/index.ts'
import { contextOf } from '../kit/context.ts'
import { deliveries, deliveriesByToken, webhookSecret } from '../kit/outbox.ts'
import { clientOf } from './client.ts'
import type { Jira, JiraOptions } from './jira.ts'
import { bot, casey, dana } from './people.ts'
import { openPerson, type Person } from './person.ts'
import { startJira } from './server.ts'

/** Both kinds of Jira, for tests that run against each. */
export const jiraKinds = [
  { name: 'Cloud', dataCenter: false },
  { name: 'Data Center', dataCenter: true },
] as const

/** The settings that open the connector against a test Jira. */
export function settingsFor({ url, email, token }: Jira): Record<string, string> {
  return {
    JIRA_URL: url,
    JIRA_EMAIL: email,
    JIRA_API_TOKEN: token,
    JIRA_PROJECT: 'PAY',
    JIRA_WEBHOOK_SECRET: webhookSecret,
  }
}

/** The connector that `open` makes of its settings before a test Jira, and Casey behind it. */
export async function startTracker(
  open: (env: Record<string, string>, tools: AdapterContext) => Connector,
  options: JiraOptions = {},
): Promise<Tracker & Person & { readonly jira: Jira }> {
  const jira = await startJira(options)
  const person = openPerson(clientOf(jira, 'casey'))
  return {
    ...person,
    jira,
    connector: open(settingsFor(jira), contextOf({ now: jira.now })),
    target: 'PAY',
    secrets: [jira.token, btoa(`${jira.email}:${jira.token}`)],
    move: async ({ id }) => {
      jira.move(id, 'OPS')
      return { id, key: 'OPS-1', target: 'OPS' }
    },
    requests: () => jira.log.length,
    serveCustomers: () => jira.configure('PAY', { isService: true }),
    async isPublic({ id: issueIdOrKey }, id) {
      const { jsdPublic } = await getComment(person.client, { issueIdOrKey, id })
      return jsdPublic === true
    },
    people: [casey.accountId, dana.accountId, bot.accountId],
    count: () => person.countIn('PAY'),
    wait: jira.advance,
    fail: (fault) => jira.fail(fault),
    sent: () => (options.byToken ? deliveriesByToken : deliveries)(jira.outbox),
    reset: jira.reset,
    stop: jira.stop,
  }
}

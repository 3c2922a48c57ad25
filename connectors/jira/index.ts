import type { AdapterContext } from '../../src/platform/adapter.ts'
import { plainDialect } from '../../src/text/dialect.ts'
import type { Connector } from '../connector.ts'
import { defineConnector, noWords } from '../definition.ts'
import { admitEvents, readEvents } from './events/signing.ts'
import { routeOptions } from './fields/options.ts'
import type { Opened } from './login/open.ts'
import { type JiraSettings, problemWithProject, settings } from './login/settings.ts'

/** Jira Cloud. A target is a project's key. */
export const jira = defineConnector<JiraSettings>({
  id: 'jira',
  name: 'Jira',
  secrets: ['JIRA_WEBHOOK_SECRET'],
  env: settings,
  targetVariable: 'JIRA_PROJECT',
  defaultTarget: ({ project }) => project,
  problemWith: problemWithProject,
  concurrency: 4,
  // Jira says nowhere when it gives up on a request whose sender is gone.
  settleMs: 60_000,
  // 20 writes in 2 seconds and 100 in 30: developer.atlassian.com/cloud/jira/platform/rate-limiting
  issueEveryMs: 300,
  attachesByComment: false,
  capabilities: {
    reasons: true,
    priorities: true,
    dueDates: true,
    internalComments: true,
    webhooks: 'hmac',
    comments: 'per-issue',
  },
  options: routeOptions,
  pace: () => ({ writesPerMinute: 0, writesPerHour: 0 }),
  open,
})

/** jira.js describes all of Jira and takes a second to load, so the first call loads it. */
function open(env: JiraSettings, tools: AdapterContext, words = noWords): Connector {
  let known: Opened | null = null
  // No promise is kept: on Workers, an event must not wait for one of another event.
  const opened = async () => {
    if (known) return known
    const { openJira } = await import('./login/open.ts')
    known ??= openJira(env, tools, words)
    return known
  }
  return {
    dialect: plainDialect,
    check: async (...call) => (await opened()).check(...call),
    create: async (...call) => (await opened()).create(...call),
    fields: async (...call) => (await opened()).fields(...call),
    formsOf: async (...call) => (await opened()).formsOf(...call),
    update: async (...call) => (await opened()).update(...call),
    comment: async (...call) => (await opened()).comment(...call),
    attach: async (...call) => (await opened()).attach(...call),
    changes: async (...call) => (await opened()).changes(...call),
    read: async (...call) => (await opened()).read(...call),
    comments: async (...call) => (await opened()).comments(...call),
    find: async (...call) => (await opened()).find(...call),
    inspect: async (...call) => (await opened()).inspect(...call),
    ...(env.webhookSecrets.length > 0 && {
      admit: (head) => admitEvents(head, env.webhookSecrets),
      // Proven first: for a stranger's message nothing is loaded, and nothing is asked of Jira.
      async receive(delivery) {
        const message = await readEvents(delivery, env.webhookSecrets)
        return (await opened()).receive(message)
      },
    }),
  }
}

import { z } from 'zod'
import type { AdapterContext } from '../../src/platform/adapter.ts'
import type { Connector } from '../connector.ts'
import { defineConnector } from '../definition.ts'
import { openAccount } from './account.ts'
import { readChanges } from './events/changes.ts'
import { admitEvents, receiveEvents } from './events/receive.ts'
import { redeliver } from './events/redeliver.ts'
import { attachFile } from './files/attachments.ts'
import { inspectRepo } from './inspect/inspect.ts'
import { addComment, listComments } from './issues/comments.ts'
import { createIssue } from './issues/create.ts'
import { formsOf } from './issues/fields.ts'
import { findByUrl, readIssue, siteOf } from './issues/read.ts'
import { dialectOf } from './issues/text.ts'
import { readFields, updateIssue } from './issues/update.ts'
import { checkRepo } from './login/check.ts'
import { openAppClient, openClient } from './login/client.ts'
import { type GithubSettings, problemWithRepo, settings } from './login/settings.ts'

/** GitHub, in the cloud or as Enterprise Server. A target is `owner/repo`. */
export const github = defineConnector<GithubSettings>({
  id: 'github',
  name: 'GitHub',
  secrets: ['GITHUB_WEBHOOK_SECRET'],
  env: settings,
  targetVariable: 'GITHUB_REPO',
  defaultTarget: ({ repo }) => repo,
  problemWith: problemWithRepo,
  // One request after the other, says GitHub:
  // docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
  concurrency: 1,
  // GitHub ends any request that takes longer:
  // docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
  settleMs: 10_000,
  issueEveryMs: 0,
  attachesByComment: true,
  capabilities: {
    reasons: true,
    priorities: false,
    dueDates: false,
    internalComments: false,
    webhooks: 'hmac',
    comments: 'feed',
  },
  options: z.strictObject({
    public: z
      .boolean()
      .optional()
      .describe('Whether findings may go to a repository that anybody can read.'),
  }),
  pace: ({ writesPerMinute, writesPerHour }) => ({ writesPerMinute, writesPerHour }),
  open,
})

function open(env: GithubSettings, tools: AdapterContext): Connector {
  const account = openAccount(openClient(env, tools), tools, env.mayBePublic)
  const askers = { account, app: openAppClient(env, tools) }
  return {
    dialect: dialectOf(env.url),
    check: (target, signal) => checkRepo(account, target, signal),
    create: (target, draft, signal) => createIssue(account, target, draft, signal),
    fields: (issue, signal) => readFields(account, issue, signal),
    formsOf: async (_, asked) => formsOf(asked),
    update: (issue, change, signal) => updateIssue(account, issue, change, signal),
    comment: (issue, comment, signal) => addComment(account, issue, comment, signal),
    attach: (issue, file, signal) => attachFile(account, issue, file, signal),
    changes: (target, cursor, signal) =>
      readChanges(account, target, cursor, { now: tools.now(), signal }),
    read: (issue, signal) => readIssue(account, issue, signal),
    comments: (issue, signal) => listComments(account, issue, signal),
    isSamePlace: (one, other) => account.names.areSame(one, other),
    find: (url, signal) => findByUrl(account, env.url, url, signal),
    inspect: (target, inspection) =>
      inspectRepo(askers, target, { settings: env, address: tools.eventsUrl, ...inspection }),
    ...(env.webhookSecrets.length > 0 && {
      receive: (request) =>
        receiveEvents(request, {
          secrets: env.webhookSecrets,
          site: siteOf(env.url),
          now: tools.now(),
        }),
      admit: (head) => admitEvents(head, env.webhookSecrets),
      redeliver: (target, signal) =>
        redeliver(askers, target, { address: tools.eventsUrl, signal }),
    }),
  }
}

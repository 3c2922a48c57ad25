import type { AdapterContext } from '../../../src/platform/adapter.ts'
import type { Connector } from '../../connector.ts'
import type { Vocabulary } from '../../definition.ts'
import { readChanges } from '../events/changes.ts'
import { receiveEvents } from '../events/receive.ts'
import { inspectProject } from '../inspect/inspect.ts'
import { attachFile } from '../issues/attachments.ts'
import { addComment, listComments } from '../issues/comments.ts'
import { createIssue } from '../issues/create.ts'
import { formsOf, readFields } from '../issues/fields.ts'
import { findByUrl, readIssue } from '../issues/read.ts'
import { updateIssue } from '../issues/update.ts'
import { openAccount } from './account.ts'
import { checkProject } from './check.ts'
import type { JiraSettings } from './settings.ts'

/** How long a webhook may take to be translated, in milliseconds. */
const receiveMs = 10_000

/** Jira does not show what its webhooks could not deliver, and tries again by itself. */
export type Opened = Required<Omit<Connector, 'dialect' | 'redeliver'>>

/** Opens Jira with its settings. */
export function openJira(
  settings: JiraSettings,
  tools: AdapterContext,
  vocabulary: Vocabulary,
): Opened {
  const account = openAccount(settings, tools, vocabulary)
  return {
    check: (target, signal) => checkProject(account, target, signal),
    create: (target, draft, signal) => createIssue(account, target, draft, signal),
    fields: (issue, signal) => readFields(account, issue, signal),
    formsOf: (issue, asked, signal) => formsOf(account, issue, asked, signal),
    update: (issue, change, signal) => updateIssue(account, issue, change, signal),
    comment: (issue, comment, signal) => addComment(account, issue, comment, signal),
    attach: (issue, file, signal) => attachFile(account.api, issue, file, signal),
    changes: (target, cursor, signal) =>
      readChanges(account, target, cursor, { now: tools.now(), signal }),
    read: (issue, signal) => readIssue(account, issue, signal),
    comments: (issue, signal) => listComments(account, issue, signal),
    find: (url, signal) => findByUrl(account, url, signal),
    inspect: (target, inspection) => inspectProject(account, target, inspection),
    receive: (request) =>
      receiveEvents(account, request, {
        secrets: settings.webhookSecrets,
        now: tools.now(),
        signal: AbortSignal.timeout(receiveMs),
      }),
  }
}

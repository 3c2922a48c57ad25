import type { AdapterContext } from '../../../src/platform/adapter.ts'
import type { Connector, Received } from '../../connector.ts'
import type { Vocabulary } from '../../definition.ts'
import { findDialect } from '../dialect/find-dialect.ts'
import { readChanges } from '../events/changes.ts'
import { receiveEvents } from '../events/receive.ts'
import type { SignedMessage } from '../events/signing.ts'
import { inspectProject } from '../inspect/inspect.ts'
import { attachFile } from '../issues/attachments.ts'
import { addComment, listComments } from '../issues/comments.ts'
import { createIssue } from '../issues/create.ts'
import { formsOf, readFields } from '../issues/fields.ts'
import { findByUrl, readIssue } from '../issues/read.ts'
import { updateIssue } from '../issues/update.ts'
import { type JiraAccount, openAccount } from './account.ts'
import { checkProject } from './check.ts'
import type { JiraSettings } from './settings.ts'

/** How long a webhook may take to be translated, in milliseconds. */
const receiveMs = 10_000

/**
 * Jira does not show what its webhooks could not deliver, and tries again by itself. An issue of a project that has another
 * key now has another key itself, so it counts as moved.
 */
export type Opened = Required<
  Omit<Connector, 'dialect' | 'redeliver' | 'isSamePlace' | 'admit' | 'receive'>
> & {
  /** Translates a webhook message that was proven. */
  receive(message: SignedMessage): Promise<Received>
}

/** Opens Jira with its settings. Which Jira it is, is found out by the first call. */
export function openJira(
  settings: JiraSettings,
  tools: AdapterContext,
  vocabulary: Vocabulary,
): Opened {
  let known: JiraAccount | null = null
  async function account(signal: AbortSignal): Promise<JiraAccount> {
    if (known) return known
    const dialect = await findDialect(settings, tools, signal)
    known ??= openAccount(settings, { tools, dialect, vocabulary })
    return known
  }
  return {
    check: async (target, signal) => checkProject(await account(signal), target, signal),
    create: async (target, draft, signal) =>
      createIssue(await account(signal), target, draft, signal),
    fields: async (issue, signal) => readFields(await account(signal), issue, signal),
    formsOf: async (issue, asked, signal) => formsOf(await account(signal), issue, asked, signal),
    update: async (issue, change, signal) =>
      updateIssue(await account(signal), issue, change, signal),
    comment: async (issue, comment, signal) =>
      addComment(await account(signal), issue, comment, signal),
    attach: async (issue, file, signal) =>
      attachFile((await account(signal)).api, issue, file, signal),
    changes: async (target, cursor, signal) =>
      readChanges(await account(signal), target, cursor, { now: tools.now(), signal }),
    read: async (issue, signal) => readIssue(await account(signal), issue, signal),
    comments: async (issue, signal) => listComments(await account(signal), issue, signal),
    find: (url, signal) => findByUrl(account, url, signal),
    inspect: (target, inspection) => inspectProject(account, target, inspection),
    async receive(message) {
      const signal = AbortSignal.timeout(receiveMs)
      return receiveEvents(await account(signal), message, { now: tools.now(), signal })
    },
  }
}

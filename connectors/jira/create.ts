import { createIssue as postIssue } from 'jira.js/cloud'
import { z } from 'zod'
import { TrackerError } from '../../src/domain/errors.ts'
import type { IssueDraft, RemoteIssue } from '../../src/domain/issue.ts'
import { readAnswer } from '../kit/answer.ts'
import { type JiraAccount, pageOf } from './account.ts'
import { refusedFields } from './errors.ts'
import { id, refOf } from './events.ts'
import { type Extra, extrasOf, isTaken, requireAll, routeFields } from './fill.ts'
import { findIssue } from './find.ts'
import { markOf } from './marker.ts'
import { optionsOf } from './options.ts'
import type { CreateScreen } from './screens.ts'
import { descriptionOf, summaryOf } from './text.ts'

/**
 * Files the issue with one POST, the key inside; in doubt it looks for the key first. What the project has no place for
 * is left out and said in the description; what Jira wants and the route does not give is refused before.
 */
export async function createIssue(
  account: JiraAccount,
  target: string,
  draft: IssueDraft,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const options = optionsOf(draft.options)
  const type = options.issueType ?? account.issueType
  const screen = await account.screen(target, type, signal)
  const found = draft.uncertain ? await lookUp(account, target, draft, screen, signal) : null
  if (found) return remoteIssue(account, found, { cut: descriptionOf(draft.body, []).cut }, signal)
  const extras = await extrasOf(account, target, draft, { options, screen, signal })
  const post = async (taken: readonly Extra[]) => {
    const leftOut = extras.flatMap((extra) => (taken.includes(extra) ? [] : extra.said || []))
    const { document, cut } = descriptionOf(draft.body, leftOut)
    const fields = {
      ...routeFields(screen, options),
      ...Object.fromEntries(taken.map(({ id, value }) => [id, value])),
      project: { key: target },
      issuetype: { id: screen.typeId },
      summary: summaryOf(draft.title),
      ...(screen.fields.has('description') && { description: document }),
    }
    requireAll(screen, fields, `for a ${type} in ${target}`)
    const properties = [markOf(draft.key)]
    const answer = await postIssue(account.api(signal), { fields, properties })
    const made = readAnswer(Made, answer, `Jira's answer to an issue for ${target}`)
    const assignee = (fields as { assignee?: { id: string } }).assignee?.id ?? ''
    return remoteIssue(account, made, { cut: cut || !fields.description, assignee }, signal)
  }
  const taken = extras.filter((extra) => isTaken(screen, extra))
  return post(taken).catch((error) => post(withoutRefused(account, taken, error)))
}

const Made = z.object({ id, key: z.string() })

/** Those that Jira did not refuse; throws the refusal where it was of something else. */
function withoutRefused(account: JiraAccount, taken: readonly Extra[], error: unknown): Extra[] {
  const refused = refusedFields(error)
  if (error instanceof TrackerError && error.kind === 'rejected') account.forget()
  const left = taken.filter(({ id }) => refused[id] === undefined)
  const others = Object.keys(refused).length - (taken.length - left.length)
  if (left.length === taken.length || others > 0) throw error
  return left
}

async function lookUp(
  { api }: JiraAccount,
  target: string,
  draft: IssueDraft,
  { fields }: CreateScreen,
  signal: AbortSignal,
) {
  return findIssue(api, target, draft, { labelled: fields.has('labels'), signal })
}

async function remoteIssue(
  account: JiraAccount,
  { id, key }: { id: string; key: string },
  { cut, assignee = '' }: { cut: boolean; assignee?: string },
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const url = await pageOf(account, { key }, signal)
  const place = { ...refOf({ id, key }), url }
  return { ...place, assignee, assigned: assignee, cut, state: null, at: null }
}

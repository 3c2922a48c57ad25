import { createIssue as postIssue } from 'jira.js/cloud'
import { z } from 'zod'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { RemoteIssue } from '../../../src/domain/issue.ts'
import type { IssueDraft } from '../../../src/domain/writes.ts'
import { readAnswer } from '../../kit/answer.ts'
import { refusedFields } from '../errors.ts'
import { id } from '../events/schema.ts'
import { isAccepted, type OptionalField, optionalFields } from '../fields/optional-fields.ts'
import { optionsOf } from '../fields/options.ts'
import { missingFields, requireAll, routeFields } from '../fields/required-fields.ts'
import type { CreateScreen } from '../fields/screens.ts'
import type { JiraAccount } from '../login/account.ts'
import { findIssue } from '../lookup/find.ts'
import { descriptionOf, summaryOf } from '../text/text.ts'
import { asFound, formsOn, remoteIssue } from './filed.ts'
import { markOf } from './marker.ts'

/**
 * Files the issue with one POST, the key inside; in doubt it looks for the key first. What the project has
 * no place for, or refuses, is left out and noted in the description. Throws `rejected` before it files if
 * Jira requires a field that the route does not give.
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
  if (found) return asFound(account, found, draft, { options, screen, signal })
  const optional = await optionalFields(account, target, draft, { options, screen, signal })
  const post = async (accepted: readonly OptionalField[]) => {
    const leftOut = optional.filter((field) => !accepted.includes(field))
    const notes = leftOut.flatMap(({ note }) => note || [])
    const { document, cut } = descriptionOf({ ...draft, leftOut: notes }, account.dialect)
    const fields = {
      ...routeFields(screen, options),
      ...Object.fromEntries(accepted.map(({ id, value }) => [id, value])),
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
    const isCut = cut || !fields.description
    const forms = formsOn(account, screen, fields)
    return remoteIssue(account, made, { cut: isCut, forms, assignee, dropped: notes }, signal)
  }
  const accepted = optional.filter((field) => isAccepted(screen, field))
  return post(accepted).catch(async (error) => {
    const wanted = withoutRefused(account, accepted, error)
    if (wanted) return post(wanted)
    const fresh = await account.screen(target, type, signal)
    throw newlyRequired(error, { screen, fresh, place: `for a ${type} in ${target}` }) ?? error
  })
}

/** The refusal with the lines to add, if Jira has come to require fields since the screen was read. */
function newlyRequired(
  error: unknown,
  { screen, fresh, place }: { screen: CreateScreen; fresh: CreateScreen; place: string },
): TrackerError | null {
  const missing = Object.keys(refusedFields(error))
    .flatMap((id) => fresh.fields.get(id) ?? [])
    .filter(({ id, needed }) => needed && !screen.fields.get(id)?.needed)
  return missing.length > 0 ? missingFields(missing, place) : null
}

const Made = z.object({ id, key: z.string() })

/** The fields that Jira did not refuse; null if it refused another one. Throws a refusal of anything else than fields. */
function withoutRefused(
  account: JiraAccount,
  accepted: readonly OptionalField[],
  error: unknown,
): OptionalField[] | null {
  if (error instanceof TrackerError && error.kind === 'rejected') account.forget()
  const refused = Object.keys(refusedFields(error))
  const canDoWithout = (id: string) => accepted.some((field) => field.id === id)
  if (refused.length === 0) throw error
  if (!refused.every(canDoWithout)) return null
  return accepted.filter(({ id }) => !refused.includes(id))
}

async function lookUp(
  account: JiraAccount,
  target: string,
  draft: IssueDraft,
  { fields }: CreateScreen,
  signal: AbortSignal,
) {
  return findIssue(account, target, draft, { labelled: fields.has('labels'), signal })
}

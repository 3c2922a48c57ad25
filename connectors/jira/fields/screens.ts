import { getCreateIssueMetaIssueTypeId, getCreateIssueMetaIssueTypes } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import { readList } from '../../kit/answer.ts'
import type { Jira } from '../login/client.ts'
import { type ScreenField, screenField } from './screen-field.ts'

/** What can be filled in when an issue of one type is created in one project. */
export interface CreateScreen {
  readonly typeId: string
  readonly fields: ReadonlyMap<string, ScreenField>
}

/** How long a screen is kept, in milliseconds: it changes only when an administrator changes it. */
const keptMs = 10 * 60_000
const pageSize = 200
/** More pages than any screen has, in case Jira's total is wrong. */
const maxPages = 20

/** Reads create screens and keeps them for ten minutes, or until `forget`. */
export function openScreens(api: Jira, now: () => number) {
  const kept = new Map<string, { screen: CreateScreen; until: number }>()
  return {
    async read(target: string, issueType: string, signal: AbortSignal): Promise<CreateScreen> {
      const name = `${target} ${issueType}`
      const known = kept.get(name)
      if (known && now() < known.until) return known.screen
      const typeId = await readType(api, target, issueType, signal)
      const screen = { typeId, fields: await readFields(api, target, typeId, signal) }
      kept.set(name, { screen, until: now() + keptMs })
      return screen
    },
    forget: () => kept.clear(),
  }
}

/** Returns the id of the issue type with this name or id. */
async function readType(api: Jira, target: string, issueType: string, signal: AbortSignal) {
  const types = await readPages(async (startAt) => {
    const place = { projectIdOrKey: target, startAt, maxResults: pageSize }
    const page = await getCreateIssueMetaIssueTypes(api(signal), place)
    return { total: page.total, entries: page.issueTypes }
  })
  const wanted = issueType.toLowerCase()
  const type = types.find(({ id, name }) => id === issueType || name?.toLowerCase() === wanted)
  if (type?.id) return type.id
  const names = types.map(({ name }) => name).join(', ')
  throw new TrackerError(
    'rejected',
    `issueType: ${target} has no issue type "${issueType}"; it has: ${names}`,
  )
}

async function readFields(api: Jira, target: string, issueTypeId: string, signal: AbortSignal) {
  const fields = await readPages(async (startAt) => {
    const place = { projectIdOrKey: target, issueTypeId, startAt, maxResults: pageSize }
    const page = await getCreateIssueMetaIssueTypeId(api(signal), place)
    return { total: page.total, entries: page.fields ?? page.results }
  })
  return new Map(fields.map((field) => [field.fieldId, screenField(field.fieldId, field)]))
}

/** Reads all pages of a list. Jira may give fewer entries at a time than it is asked for. */
async function readPages<T>(
  read: (
    startAt: number,
  ) => Promise<{ total?: number | undefined; entries?: readonly T[] | undefined }>,
): Promise<readonly T[]> {
  const all: T[] = []
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { total = 0, entries } = await read(all.length)
    const page = readList(entries, "Jira's answer about a create screen")
    all.push(...page)
    if (page.length === 0 || all.length >= total) break
  }
  return all
}

// One file: the connector, function by function in the order of its type.

import { eq } from 'drizzle-orm'
import { localIssues } from '../../db/schema/index.ts'
import type { Db } from '../../db/store.ts'
import { TrackerError } from '../../src/domain/errors.ts'
import type { RemoteIssue } from '../../src/domain/issue.ts'
import type { AdapterContext } from '../../src/platform/adapter.ts'
import { inTurn } from '../../src/platform/yield.ts'
import { plainDialect } from '../../src/text/dialect.ts'
import type { Connector } from '../connector.ts'
import { issuePath, placeOf } from './pages/views/layout.ts'
import { problemWith } from './project.ts'
import { commentEvent, issueEvent, lastCursor, readChanges } from './store/changes.ts'
import { guarded } from './store/guard.ts'
import { addComment, attachFile } from './store/parts.ts'
import {
  findCard,
  findIssue,
  type IssueCard,
  listComments,
  listProjects,
  readIssue,
} from './store/reads.ts'
import { changeIssue, fileIssue } from './store/store.ts'
import { editsFrom, fileName, formsOf, newIssueOf, shorten } from './store/texts.ts'

/** Opens the embedded tracker. `publicUrl` has no slash at its end. */
export function openLocal(publicUrl: string, tools: AdapterContext): Connector {
  const db = tools.store as Db

  const urlOf = (issue: { project: string; number: number }) => publicUrl + issuePath(issue)

  function remote(issue: IssueCard, wasCut: boolean): RemoteIssue {
    const { id, number, assignee, status, reason, updatedAt: at } = issue
    const state = { status, reason }
    const place = { target: issue.project, id, key: String(number), url: urlOf(issue) }
    return { ...place, assignees: assignee ? [assignee] : [], cut: wasCut, state, at }
  }

  const existing = async (id: string) => found(await findIssue(db, id))
  const card = async (id: string) => found(await findCard(db, eq(localIssues.id, id)))

  return {
    dialect: plainDialect,
    check: (target, signal) =>
      guarded(signal, async () => {
        refuse(target)
        await listProjects(db, target)
      }),

    create: (target, draft, signal) =>
      guarded(signal, async () => {
        refuse(target)
        const { forms, cut } = await inTurn(draft.body.length, () => formsOf(draft))
        const issue = { ...newIssueOf(draft, forms), project: target }
        const filed = await fileIssue(db, issue, tools.now())
        return { ...remote(filed, cut), forms, assigned: issue.assignee }
      }),

    fields: (ref, signal) =>
      guarded(signal, async () => {
        const { title, body, assignee } = await existing(ref.id)
        return { issue: ref, forms: { title, body }, assignees: assignee ? [assignee] : [] }
      }),

    formsOf: async (_, { values }) => formsOf(values),

    update: ({ id }, change, signal) =>
      guarded(signal, async () => {
        const before = await card(id)
        const { forms, cut } = await inTurn(change.body?.length ?? 0, () => formsOf(change))
        const asOf = before.updatedAt
        const at = Math.max(tools.now(), asOf)
        // Who stood still since it was asked may no longer write: another may have written something newer.
        if (!signal.aborted) await changeIssue(db, id, editsFrom(change, forms), { at, asOf })
        const after = await card(id)
        if (after.updatedAt !== asOf && after.updatedAt !== at)
          throw new TrackerError('unavailable', 'The issue was changed at the same time.')
        return { ...remote(after, cut), forms }
      }),

    comment: ({ id }, { key, body }, signal) =>
      guarded(signal, async () => {
        const issue = await card(id)
        const short = await inTurn(body.length, () => shorten(body))
        const comment = { key, author: 'Lockstep', body: short.text }
        const added = await addComment(db, id, comment, tools.now())
        return { id: added, url: `${urlOf(issue)}#comment-${added}`, cut: short.cut }
      }),

    attach: ({ id }, { key, title, base64 }, signal) =>
      guarded(signal, async () => {
        const issue = await card(id)
        const file = { key, title: fileName(title), base64 }
        const added = await attachFile(db, id, file, tools.now())
        return { id: added, url: `${urlOf(issue)}/attachments/${added}`, cut: false }
      }),

    changes: (target, cursor, signal) =>
      guarded(signal, async () => {
        if (cursor === null)
          return { events: [], cursor: await lastCursor(db, target), more: false }
        return readChanges(db, target, cursor, urlOf)
      }),

    read: ({ id }, signal) =>
      guarded(signal, async () => {
        const issue = await existing(id)
        return issueEvent(issue, urlOf(issue))
      }),

    comments: ({ id }, signal) =>
      guarded(signal, async () => {
        const issue = await existing(id)
        const all = await listComments(db, id)
        return { events: all.map((comment) => commentEvent(issue, comment)), isWhole: true }
      }),

    find: (url, signal) =>
      guarded(signal, async () => {
        const place = url.startsWith(`${publicUrl}/`) ? placeOf(url.slice(publicUrl.length)) : null
        if (!place) return null
        const { issue } = found(await readIssue(db, place.project, place.number))
        return issueEvent(issue, urlOf(issue))
      }),
  }
}

function found<T>(issue: T | null): T {
  if (!issue) throw new TrackerError('missing', 'There is no such issue.')
  return issue
}

function refuse(target: string): void {
  const problem = problemWith(target)
  if (problem) throw new TrackerError('rejected', problem)
}

import { z } from 'zod'
import type { Issue } from '../../db/tables/issues.ts'
import { recordRemote } from '../../db/tables/remote.ts'
import type { Filed } from '../deps.ts'
import { translate } from '../domain/draft.ts'
import type { RemoteIssue, State } from '../domain/issue.ts'
import { hashesOf } from '../domain/ownership.ts'
import { moveTo } from '../mirror/apply-move.ts'
import { droppedNote } from '../mirror/with-history.ts'
import { inTurn } from '../platform/yield.ts'
import { enqueuePush, enqueueRefresh } from '../queue/enqueue.ts'
import { defineJob } from '../queue/kind.ts'
import { footerFor, issueKey, keyed, optionsFor } from './connector-input.ts'
import { attachFullText } from './full-text.ts'
import { onIssue } from './issue-work.ts'

const open: State = { status: 'open', reason: null }

/** Files the issue, and reports its address to the scanner. */
export const createIssue = defineJob<Record<string, never>>({
  kind: 'create',
  of: ['tracker'],
  paced: true,
  payload: z.object({}),
  maxCalls: 13,
  run: onIssue(async ({ deps, issue, account, job, signal }) => {
    const place = { account: account.id, dialect: account.connector.dialect }
    const texts = await inTurn(issue.body.length, () =>
      translate(issue, place, deps.config.assignees),
    )
    const remote = await account.connector.create(
      issue.target,
      {
        ...keyed(issueKey(issue), job),
        ...texts,
        footer: footerFor(deps, issue, account),
        labels: issue.ourLabels,
        severity: issue.severity,
        dueDate: issue.dueDate,
        options: optionsFor(deps, issue),
      },
      signal,
    )
    const report = { link: remote.url, comment: `Filed by Lockstep: ${remote.url}` }
    return {
      // An earlier try may have filed it, and somebody moved it since.
      ...(!job.outcomeUnknown && { filed: filedAt(remote) }),
      record: [
        recordRemote(deps.db, issue.id, remote, {
          ...{ state: open, now: deps.now() },
          ...(await fieldsOf(remote)),
        }),
        ...enqueuePush(deps, issue, report, 'the issue was filed'),
        // If it was there already, people may have closed it, commented on it or moved it since.
        ...(job.outcomeUnknown ? [enqueueRefresh(deps, issue, 'its creation was uncertain')] : []),
        ...(remote.cut ? await attachFullText(deps, issue, issue.body) : []),
        ...droppedNote(deps, issue, remote),
        ...(job.outcomeUnknown && isElsewhere(issue, remote)
          ? moveTo(deps, issue, remote, remote.url).statements
          : []),
      ],
    }
  }),
})

function filedAt({ id, key, url, assignees }: RemoteIssue): Filed {
  return { remoteId: id, remoteKey: key, remoteUrl: url, remoteAssignee: assignees?.[0] ?? '' }
}

function isElsewhere({ target }: Issue, remote: RemoteIssue): boolean {
  return remote.target.toLowerCase() !== target.toLowerCase()
}

/** What to keep of the fields: what was written, what was not taken, and whom we assigned. */
async function fieldsOf({ forms = {}, dropped = [], assigned }: RemoteIssue) {
  const leftOut = dropped.length > 0 ? { leftOut: dropped } : {}
  return { written: { ...(await hashesOf(forms)), ...leftOut }, assigned }
}

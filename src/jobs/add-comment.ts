import { z } from 'zod'
import { type Comment, findComment, recordRemoteComment } from '../../db/tables/comments.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import { inTurn } from '../platform/yield.ts'
import { defineJob } from '../queue/kind.ts'
import { defang } from '../text/defang.ts'
import { plainLine } from '../text/plain.ts'
import { oneLine } from '../text/truncate.ts'
import { keyed, optionsFor } from './connector-input.ts'
import { attachFullText } from './full-text.ts'
import { onIssue } from './issue-work.ts'

/** Adds a comment of the scanner's or of Lockstep's to the tracker's issue. */
export const addComment = defineJob<{ comment: string }>({
  kind: 'comment',
  of: ['tracker'],
  paced: true,
  payload: z.object({ comment: z.string() }),
  maxCalls: 13,
  run: onIssue(async ({ deps, issue, account, job, payload, signal }) => {
    const row = await findComment(deps.db, payload.comment)
    if (!row) return {}
    const draft = {
      ...keyed(row.id, job),
      body: await inTurn(row.body.length, () =>
        defang(signed(row, issue), account.connector.dialect),
      ),
      options: optionsFor(deps, issue),
    }
    const remote = await account.connector.comment(remoteRef(issue), draft, signal)
    return {
      record: [
        recordRemoteComment(deps.db, row.id, remote.id),
        ...(remote.cut ? await attachFullText(deps, issue, row.body) : []),
      ],
    }
  }),
})

/** The text with who said it, and where: the tracker shows the account that all our comments are written with. */
function signed({ author, body }: Comment, { lastReport }: Issue): string {
  const name = plainLine(oneLine(author.username || author.email, 100))
  return name ? `**${name}** in ${plainLine(lastReport.by)}:\n\n${body}` : body
}

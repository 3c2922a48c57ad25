import { z } from 'zod'
import { contentKey, findAttachment, recordRemoteAttachment } from '../../db/tables/attachments.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import { TrackerError } from '../domain/errors.ts'
import { defineJob } from '../queue/kind.ts'
import { keyed, optionsFor } from './connector-input.ts'
import { onIssue } from './issue-work.ts'

/** Attaches a file to the tracker's issue, and deletes our copy of its content afterwards. */
export const attachFile = defineJob<{ attachment: string }>({
  kind: 'attach',
  of: ['tracker'],
  paced: true,
  payload: z.object({ attachment: z.string() }),
  maxCalls: 13,
  run: onIssue(async ({ deps, issue, account, job, payload, signal }) => {
    // The history names the file.
    const keep = payload
    const row = await findAttachment(deps.db, payload.attachment)
    if (!row || row.remoteId !== null) return { keep }
    const base64 = await deps.db.files.get(contentKey(row.id))
    if (base64 === null) throw new TrackerError('rejected', 'The content of the file is lost.')
    const options = optionsFor(deps, issue)
    const draft = { ...keyed(row.id, job), title: row.title, base64, options }
    const remote = await account.connector.attach(remoteRef(issue), draft, signal)
    return { keep, record: [recordRemoteAttachment(deps.db, row.id, remote.id, remote.url)] }
  }),
  cleanup: (deps, { attachment }) => deps.db.files.delete(contentKey(attachment)),
})

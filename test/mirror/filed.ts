import { findIssue, type Issue } from '../../db/tables/issues.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import { openSync } from '../support/sync.ts'

/** A scanner and the embedded tracker, with one finding filed; `ref` is its issue there. */
export async function openFiled() {
  const sync = openSync()
  const id = await sync.say('f', 'open')
  await sync.deliver()
  const issue = (await findIssue(sync.deps.db, String(id))) as Issue
  return { sync, issue, ref: remoteRef(issue) }
}

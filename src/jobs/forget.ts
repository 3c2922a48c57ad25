import { deleteOld } from '../../db/retention.ts'
import type { Deps } from '../deps.ts'

/** Rows deleted of each kind at a time. */
const slice = 500

/** Deletes the history that is older than the settings keep it. Issues and their comments stay. */
export async function purge(deps: Deps): Promise<void> {
  await deleteOld(deps.db, deps.now() - deps.config.retentionMs, slice)
}

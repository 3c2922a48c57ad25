import { bytesOfFiles } from '../../db/tables/attachments.ts'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'

/** Refuses files of `bytes` bytes with 507 if there is no room for them. Trackers make room by taking what waits. */
export async function requireRoom({ db, config }: Deps, bytes: number): Promise<void> {
  const most = config.maxFilesBytes
  if (most === 0) return
  const kept = await bytesOfFiles(db)
  if (kept + bytes <= most) return
  const held = `Lockstep keeps ${kept} bytes of files and may keep ${most}`
  throw new HttpError(
    507,
    `${held}, so there is no room for ${bytes} more: try again once trackers have taken what waits, or raise MAX_FILES_BYTES`,
  )
}

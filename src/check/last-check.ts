import { z } from 'zod'
import { readSetting, setSetting } from '../../db/tables/settings.ts'
import type { Deps } from '../deps.ts'
import type { CheckRow } from '../domain/check.ts'

const key = 'last check'
/** Rows that are kept: more have one cause. */
const mostRows = 50

const Row = z.object({
  level: z.enum(['ok', 'warning', 'problem']),
  subject: z.string(),
  message: z.string(),
  remedy: z.string(),
})
const LastCheck = z.object({ at: z.number(), rows: z.array(Row) })
/** What was wrong when the set-up was last looked at. */
type LastCheck = z.infer<typeof LastCheck>

/** Keeps what is wrong for the overview, so that no page has to look anew. */
export async function keepCheck({ db, now }: Deps, all: readonly CheckRow[]): Promise<void> {
  const rows = all.filter(({ level }) => level !== 'ok').slice(0, mostRows)
  await db.atomic([setSetting(db, key, JSON.stringify({ at: now(), rows }))])
}

/** Returns what the last check found; null before the first. */
export async function lastCheck({ db }: Deps): Promise<LastCheck | null> {
  const kept = await readSetting(db, key)
  return kept === null ? null : LastCheck.parse(JSON.parse(kept))
}

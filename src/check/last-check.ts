import { z } from 'zod'
import type { Statement } from '../../db/store.ts'
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
/** Rows of a check, as they are kept. */
export const CheckRows = z.array(Row)
const LastCheck = z.object({ at: z.number(), rows: CheckRows })
/** What was wrong when the set-up was last looked at. */
type LastCheck = z.infer<typeof LastCheck>

/** Keeps what is wrong for the overview, so that no page has to look anew. */
export async function keepCheck(deps: Deps, rows: readonly CheckRow[]): Promise<void> {
  await deps.db.atomic([keptCheck(deps, rows)])
}

/** The write of it. A fault that several targets have is kept once. */
export function keptCheck({ db, now }: Deps, all: readonly CheckRow[]): Statement {
  const wrong = all.filter(({ level }) => level !== 'ok')
  const rows = [...new Map(wrong.map((row) => [JSON.stringify(row), row])).values()]
  const kept = { at: now(), rows: rows.slice(0, mostRows) }
  return setSetting(db, key, JSON.stringify(kept))
}

/** Returns what the last check found; null before the first. */
export async function lastCheck({ db }: Deps): Promise<LastCheck | null> {
  const kept = await readSetting(db, key)
  return kept === null ? null : LastCheck.parse(JSON.parse(kept))
}

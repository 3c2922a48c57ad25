import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openSqlite } from '../../../db/sqlite.ts'
import { openChance } from '../world/chance.ts'
import { openDisk } from './disk.ts'
import type { Entry } from './recording.ts'

/** What came of power losses. */
export interface Losses {
  /** Answers that had been given before them, in sum. */
  readonly answered: number
  readonly wrong: readonly string[]
}

/** Has the power fail `count` times in a recorded run, at moments of the seed, and reopens the store after each. */
export function losePower(recording: readonly Entry[], count: number, seed: number): Losses {
  const chance = openChance(seed)
  const last = recording.length - 1
  const moments = Array.from({ length: count }, () => chance.whole(0, last)).sort((a, b) => a - b)
  const answers = openAnswers()
  const disk = openDisk()
  const wrong: string[] = []
  let [answered, seen] = [0, 0]
  for (const moment of moments) {
    for (const entry of recording.slice(seen, moment)) {
      disk.see(entry)
      answers.see(entry)
    }
    seen = moment
    answered += answers.ids.length
    const problems = reopen(disk.failure(chance), answers.ids)
    wrong.push(...problems.map((words) => `seed ${seed}, entry ${moment}: ${words}`))
  }
  return { answered, wrong }
}

/** The ids of the issues that were answered 201. */
function openAnswers() {
  const ids: string[] = []
  let descriptor = -1
  return {
    ids,
    see({ kind, fd, data }: Entry): void {
      if (kind === 'open' && fd === descriptor) descriptor = -1
      if (kind === 'open' && data.toString() === '/answers') descriptor = fd
      if (kind === 'write' && fd === descriptor) ids.push(data.toString().trim())
    },
  }
}

/** What is wrong with the store that a power loss left behind. */
function reopen(files: ReadonlyMap<string, Buffer>, ids: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  const path = join(folder, 'lockstep.db')
  try {
    for (const [name, content] of files)
      if (/^\/lockstep\.db(-wal|-journal)?$/.test(name)) writeFileSync(join(folder, name), content)
    openSqlite(path).close()
    return problemsIn(path, ids)
  } catch (error) {
    return [`does not open: ${error}`]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function problemsIn(path: string, ids: readonly string[]): string[] {
  const db = new Database(path, { readonly: true })
  const all = (text: string) => db.prepare(text).pluck().all().map(String)
  const stored = new Set(all('select id from issues'))
  const problems = [
    ...all('pragma integrity_check').filter((words) => words !== 'ok'),
    ...ids.filter((id) => !stored.has(id)).map((id) => `${id} was answered 201, and is lost`),
    ...all(halves).map((id) => `${id} is stored in part`),
  ]
  db.close()
  return problems
}

/** A finding is one write: its issue, the job that files it, and its message. */
const halves = `select id from issues i where not (
  exists (select 1 from jobs where issue_id = i.id) and exists (select 1 from inbox where issue_id = i.id))
  union select issue_id from jobs where issue_id is not null and issue_id not in (select id from issues)`

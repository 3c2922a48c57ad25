import type { Db, Statement } from '../../db/store.ts'
import { type Dues, duesOf, nextDues } from '../../db/tables/queue/dues.ts'

/** The dues of these accounts. Unpaced jobs that are due after `unpacedUntil` are left out. */
interface DuesAsked {
  readonly accounts: readonly string[]
  readonly unpacedUntil?: () => number
}

/** Writes what an attempt brought, in one atomic write. */
export type Write = (statements: readonly Statement[]) => Promise<void>

/** The records of a runner's attempts, which may bring the dues without a call of their own. */
export interface Records {
  /** Each record from now on reads these dues in the same call. */
  expect(asked: DuesAsked): void
  /** Returns what writes the record of an attempt that begins now. */
  begin(): Write
  /** The dues as the last record read them, if no attempt began or ended since; otherwise they are asked for. */
  dues(asked: DuesAsked): Promise<readonly Dues[]>
}

/** Opens the records of a runner. */
export function openRecords(db: Db): Records {
  let expected: DuesAsked | null = null
  let read: { readonly asked: DuesAsked; readonly dues: readonly Dues[] } | null = null
  // A record that is written beside another may be committed before it.
  let last: object | null = null
  let writing = 0
  return {
    expect(asked) {
      expected = asked
    },
    begin() {
      read = last = null
      return write
    },
    async dues(asked) {
      const known = read?.asked === asked ? read.dues : null
      read = null
      return known ?? nextDues(db, asked.accounts, asked.unpacedUntil?.())
    },
  }

  async function write(statements: readonly Statement[]): Promise<void> {
    read = last = null
    if (!expected) return db.atomic(statements)
    const asked = expected
    const own = writing === 0 ? {} : null
    last = own
    writing += 1
    try {
      const dues = await db.atomicThen(statements, duesOf(asked.accounts, asked.unpacedUntil?.()))
      if (own && last === own) read = { asked, dues }
    } finally {
      writing -= 1
    }
  }
}

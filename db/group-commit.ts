import { isStoreOutage } from './conflict.ts'

/** Writes that come in the same turns of the event loop, and are committed together. */
export interface GroupCommits<Write> {
  /** Resolves once the write is on the disk. If it fails, it rejects alone, and nothing of it is stored. */
  add(write: Write): Promise<void>
  /** Commits at once what waits. */
  flush(): void
}

/** The part of better-sqlite3's client that is used: a transaction within another one is a savepoint. */
interface Client {
  readonly inTransaction: boolean
  transaction<Input, Output>(
    run: (input: Input) => Output,
  ): ((input: Input) => Output) & { readonly immediate: (input: Input) => Output }
}

interface Waiting<Write> {
  readonly write: Write
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

type Group<Write> = readonly Waiting<Write>[]

/** How many turns a group may grow before it is committed. */
const mostTurns = 4

/**
 * Commits writes in groups, as a sync of the disk costs more than a write. If one of a group fails, the others are written
 * anew, each in a savepoint of its own. `later` runs a function once the present turn of the event loop is over. A write
 * that comes alone waits for one turn; a group that grows waits for a few more.
 */
export function groupCommits<Write>(
  client: Client,
  run: (write: Write) => void,
  later: (flush: () => void) => void,
): GroupCommits<Write> {
  let waiting: Waiting<Write>[] = []
  const runOne = client.transaction(run)
  const runAll = client.transaction((group: Group<Write>) => group.map(runPlainly))
  const runEach = client.transaction((group: Group<Write>) => group.map(attempt))
  return {
    add(write) {
      if (waiting.length === 0) later(() => afterTurn(1, mostTurns))
      return new Promise((resolve, reject) => waiting.push({ write, resolve, reject }))
    },
    flush,
  }

  function afterTurn(known: number, turns: number): void {
    const { length } = waiting
    if (length > known && turns > 1) later(() => afterTurn(length, turns - 1))
    else flush()
  }

  function flush(): void {
    const group = waiting
    waiting = []
    if (group.length === 0) return
    try {
      // No write is answered before the commit that holds it.
      for (const answer of commit(group)) answer()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  /** Savepoints take as long as the writes themselves, and hardly a write fails. */
  function commit(group: Group<Write>): (() => void)[] {
    try {
      return runAll.immediate(group)
    } catch (error) {
      if (group.length === 1 || isStoreOutage(error)) throw error
      return runEach.immediate(group)
    }
  }

  function runPlainly({ write, resolve }: Waiting<Write>): () => void {
    run(write)
    return resolve
  }

  function attempt({ write, resolve, reject }: Waiting<Write>): () => void {
    try {
      runOne(write)
      return resolve
    } catch (error) {
      // A full disk ends the whole transaction.
      if (!client.inTransaction) throw error
      return () => reject(error)
    }
  }
}

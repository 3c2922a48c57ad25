import { uuidv7 } from 'uuidv7'
import { ensureAccount, parkAccount, updateAccount } from '../../db/accounts.ts'
import {
  type Collection,
  claimCollection,
  enqueueCollection,
  freeCollections,
  nextCollection,
  returnCollection,
} from '../../db/collections.ts'
import type { Statement } from '../../db/db.ts'
import { insertDelivery } from '../../db/deliveries.ts'
import type { Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import { acceptFindings } from '../intake/accept-finding.ts'
import { limitedDelay, retryDelay } from '../queue/retry.ts'

/** How long a page may take, in milliseconds: half of a lease. */
const callMs = 10_000
/** Calls that a page may come to: log-in, page, and taking in 200 findings. */
const pageCalls = 24

/** Has a scanner's findings fetched: it only said that there are some. */
export function enqueue(deps: Deps, source: string, what: string): Statement[] {
  const { db, now } = deps
  return [
    ensureAccount(db, source),
    enqueueCollection(db, { id: uuidv7(), source, what, now: now() }),
  ]
}

/** Fetches every page that is due and takes in what it holds. A page is recorded once its findings are safe. */
export async function collectDue(deps: Deps): Promise<void> {
  while (await collectPage(deps));
}

/** Answers whether there was a page to fetch, and room for it. */
async function collectPage(deps: Deps): Promise<boolean> {
  const collection = await claimCollection(deps.db, { token: uuidv7(), now: deps.now() })
  if (!collection) return false
  const end = deps.budget.begin(pageCalls)
  if (!end) {
    await deps.db.atomic([returnCollection(deps.db, collection, {})])
    return false
  }
  try {
    const change = await fetchPage(deps, collection).catch((error) =>
      afterFailure(deps, collection, error),
    )
    const every = deps.sources.get(collection.source)?.source.callEveryMs ?? 0
    await deps.db.atomic([
      returnCollection(deps.db, collection, change),
      updateAccount(deps.db, collection.source, { nextWriteAt: deps.now() + every }),
    ])
    return true
  } finally {
    end()
  }
}

/** When the next page is due, in epoch milliseconds; infinity where none is. */
export async function nextCollectionDue({ db }: Deps): Promise<number> {
  return (await nextCollection(db)) ?? Number.POSITIVE_INFINITY
}

/** For the one process that owns its store. */
export async function recoverCollections({ db }: Deps): Promise<void> {
  await db.atomic([freeCollections(db)])
}

async function fetchPage(deps: Deps, collection: Collection): Promise<Partial<Collection>> {
  const opened = deps.sources.get(collection.source)
  if (!opened?.source.fetch)
    throw new TrackerError('rejected', 'the settings name no log-in to the scanner')
  const { findings, unreadable, next, since } = await opened.source.fetch(
    collection.what,
    { page: collection.page, since: collection.seen },
    AbortSignal.timeout(callMs),
  )
  await acceptFindings(
    deps,
    findings.map((finding) => ({ finding, by: opened.name, asked: false })),
    unreadable.map((item) => unreadableItem(deps, collection, item)),
  )
  const progress = { tries: 0, error: null, dueAt: deps.now() }
  const latest = later(collection.latest, since)
  if (next !== null) return { ...progress, page: next, latest }
  // What changed while it was fetched is told by the next one: from the latest that this one saw.
  const whole = { ...progress, page: null, latest: null, seen: latest ?? collection.seen }
  if (collection.again) return { ...whole, again: false }
  return { ...whole, state: 'done', finishedAt: deps.now() }
}

/** The record of an item that is not filed because it could not be read. */
function unreadableItem(deps: Deps, { source, what }: Collection, item: string): Statement {
  return insertDelivery(deps.db, {
    id: uuidv7(),
    source,
    headers: {},
    outcome: 'ignored',
    reason: `${what}: an item could not be read and is not filed: ${item}`,
    at: deps.now(),
  })
}

async function afterFailure(
  deps: Deps,
  collection: Collection,
  error: unknown,
): Promise<Partial<Collection>> {
  const { kind, message, wait } = describe(error)
  const now = deps.now()
  const { source } = collection
  deps.log('a collection failed', { source, what: collection.what, outcome: kind, error: message })
  if (kind === 'limited') return { dueAt: now + wait, error: message }
  if (kind === 'unauthorized') {
    const parked = { reason: message, target: '', now, checkAt: now + deps.config.pollMs }
    await deps.db.atomic([parkAccount(deps.db, source, parked)])
    return { error: message }
  }
  const tries = collection.tries + 1
  const delay = kind === 'unavailable' || kind === 'bug' ? retryDelay(tries, Math.random()) : null
  if (delay === null) return { state: 'parked', tries, error: message }
  return { tries, dueAt: now + delay, error: message }
}

function describe(error: unknown): { kind: string; message: string; wait: number } {
  if (!(error instanceof TrackerError)) return { kind: 'bug', message: String(error), wait: 0 }
  const { kind, message, retryAfterMs } = error
  return { kind, message, wait: retryAfterMs ?? limitedDelay(1) }
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}

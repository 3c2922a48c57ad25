import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../src/domain/errors.ts'
import type { AdapterContext } from '../../src/platform/adapter.ts'

/** Which repository a target means. A name can be taken by another repository; an id cannot. */
export interface Repositories {
  /** The id of the repository that `target` has always meant. Asks GitHub only the first time. */
  idOf(target: string, signal: AbortSignal): Promise<number>
  /**
   * Likewise, but throws `forbidden` if the name belongs to another repository now. Asks GitHub at
   * most once a minute, with a conditional request, which costs nothing of the rate limit.
   */
  confirm(target: string, signal: AbortSignal): Promise<number>
  /** Throws `forbidden` if `target` has always meant another repository than the one with this id. */
  compare(target: string, id: number): Promise<number>
}

/** For how many milliseconds a name is taken to mean the same repository. */
const keptMs = 60_000

interface Seen {
  readonly id: number
  readonly etag: string | undefined
  readonly at: number
}

/** Remembers the id of each repository for good, and GitHub's last answer for a minute. */
export function openRepositories(
  client: Octokit,
  { now, memory }: Pick<AdapterContext, 'now' | 'memory'>,
): Repositories {
  const seen = new Map<string, Seen>()
  const known = new Map<string, number>()
  return { idOf, confirm, compare }

  async function idOf(target: string, signal: AbortSignal): Promise<number> {
    const id =
      known.get(keyOf(target)) ?? Number((await memory.recall(keyOf(target))) ?? Number.NaN)
    if (Number.isNaN(id)) return confirm(target, signal)
    known.set(keyOf(target), id)
    return id
  }

  async function confirm(target: string, signal: AbortSignal): Promise<number> {
    const last = seen.get(keyOf(target))
    if (last && now() - last.at < keptMs) return compare(target, last.id)
    const next = await ask(target, last, signal)
    seen.set(keyOf(target), next)
    return compare(target, next.id)
  }

  async function ask(target: string, last: Seen | undefined, signal: AbortSignal): Promise<Seen> {
    const headers = last?.etag ? { 'if-none-match': last.etag } : {}
    const { status, data, headers: got } = await getRepository(client, target, { headers, signal })
    const at = now()
    if (status === (304 as number) && last) return { ...last, at }
    return { id: data.id, etag: got.etag, at }
  }

  async function compare(target: string, id: number): Promise<number> {
    if (!Number.isSafeInteger(id))
      throw new TrackerError('unavailable', `GitHub's answer about ${target} could not be read`)
    const kept = Number(await memory.keep(keyOf(target), String(id)))
    known.set(keyOf(target), kept)
    if (kept === id) return id
    throw new TrackerError(
      'forbidden',
      `${target} is another repository now (id ${id}) than the one whose issues Lockstep filed (id ${kept}). Nothing is filed there. Rename one of the two, and route the findings to the name of the one you mean.`,
    )
  }
}

/** Reads a repository by its name. A repository that is not there is `missing`, in words that name it. */
export async function getRepository(
  client: Octokit,
  target: string,
  { headers = {}, signal }: { headers?: Record<string, string>; signal: AbortSignal },
) {
  const [owner = '', repo = ''] = target.split('/')
  const asking = client.rest.repos.get({ owner, repo, headers, request: { signal } })
  return asking.catch((error) => {
    if (!(error instanceof TrackerError && error.kind === 'missing')) throw error
    const message = `${target} is not there, or the log-in may not see it (${error.message})`
    throw new TrackerError('missing', message, { cause: error })
  })
}

/** GitHub's names ignore case. */
function keyOf(target: string): string {
  return `repository ${target.toLowerCase()}`
}

import type { Octokit } from '@octokit/rest'
import { z } from 'zod'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AdapterContext } from '../../../src/platform/adapter.ts'
import { getRepository } from './get-repository.ts'
import type { Names } from './names.ts'

/** Which repository a target means. A name can be taken by another repository; an id cannot. */
export interface Repositories {
  /** The id of the repository that `target` has always meant. Asks GitHub only the first time. */
  idOf(target: string, signal: AbortSignal): Promise<number>
  /**
   * Likewise, but throws `forbidden` if the name belongs to another repository now. Asks GitHub at
   * most once a minute, with a conditional request: it is free while the repository is unchanged.
   */
  confirm(target: string, signal: AbortSignal): Promise<number>
  /** Throws `forbidden` if `target` has always meant another repository than this one. */
  compare(target: string, repository: Repository): Promise<number>
  /** Whether anybody can read the repository, by GitHub's last answer. Asks GitHub only the first time. */
  isPublic(target: string, signal: AbortSignal): Promise<boolean>
}

/** What is read of a repository. One that does not say that it is private is public. */
interface Repository {
  readonly id: number
  readonly private?: boolean
  readonly full_name?: string
}

/** For how many milliseconds a name is taken to mean the same repository. */
const keptMs = 60_000

const Known = z.object({
  /** The repository that the target has always meant. */
  id: z.number(),
  /** The repository that had the name at GitHub's last answer, which is of `at`. */
  named: z.number(),
  etag: z.string().optional(),
  isPublic: z.boolean().optional(),
  at: z.number(),
})
type Known = z.infer<typeof Known>

/** Remembers each repository's id for good, and GitHub's last answer for a minute. */
export function openRepositories(
  client: Octokit,
  { now, memory, names }: Pick<AdapterContext, 'now' | 'memory'> & { readonly names: Names },
): Repositories {
  const known = new Map<string, Known>()
  return { idOf, confirm, compare, isPublic }

  async function idOf(target: string, signal: AbortSignal): Promise<number> {
    return (await recall(target))?.id ?? confirm(target, signal)
  }

  async function confirm(target: string, signal: AbortSignal): Promise<number> {
    const last = await recall(target)
    if (last?.isPublic === undefined) return ask(target, null, signal)
    if (now() - last.at < keptMs) return judge(target, last)
    return ask(target, last, signal)
  }

  async function ask(target: string, last: Known | null, signal: AbortSignal): Promise<number> {
    const headers = last?.etag ? { 'if-none-match': last.etag } : {}
    const { status, data, headers: got } = await getRepository(client, target, { headers, signal })
    const isSame = last && status === (304 as number)
    const repository = isSame ? { id: last.named, private: !last.isPublic } : data
    return learn(target, repository, got.etag ?? last?.etag)
  }

  async function compare(target: string, repository: Repository): Promise<number> {
    return learn(target, repository, undefined)
  }

  async function isPublic(target: string, signal: AbortSignal): Promise<boolean> {
    const known = (await recall(target))?.isPublic
    if (known !== undefined) return known
    await confirm(target, signal)
    return (await recall(target))?.isPublic ?? true
  }

  async function learn(
    target: string,
    { id: named, private: isPrivate, full_name: name }: Repository,
    etag: string | undefined,
  ): Promise<number> {
    if (!Number.isSafeInteger(named))
      throw new TrackerError('unavailable', `GitHub's answer about ${target} could not be read`)
    const id = (await recall(target))?.id ?? named
    const isPublic = isPrivate !== true
    const next: Known = { id, named, isPublic, at: now(), ...(etag && { etag }) }
    known.set(keyOf(target), next)
    await memory.keep(keyOf(target), JSON.stringify(next))
    if (name && id === named) await names.learn(target, name)
    return judge(target, next)
  }

  async function recall(target: string): Promise<Known | null> {
    const kept = known.get(keyOf(target)) ?? parse(await memory.recall(keyOf(target)))
    if (kept) known.set(keyOf(target), kept)
    return kept
  }
}

function parse(text: string | null): Known | null {
  return text === null ? null : Known.parse(JSON.parse(text))
}

function judge(target: string, { id, named }: Known): number {
  if (id === named) return id
  throw new TrackerError(
    'forbidden',
    `${target} is another repository now (id ${named}) than the one that Lockstep files to (id ${id}). Nothing is filed there. Rename one of the two, and route the findings to the name of the one you mean.`,
  )
}

/** GitHub's names ignore case. */
function keyOf(target: string): string {
  return `repository ${target.toLowerCase()}`
}
